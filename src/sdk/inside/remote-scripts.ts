import {COMPLETE, ITEM} from './local-tree.js'

/** Status of the scripts for a path that does not exist, or is something else than it must be. */
export const NO_SUCH_PATH = 3
export const NO_TAR = 4

const NEED_TAR = `command -v tar >/dev/null || { echo "tar is missing in the image" >&2; exit ${NO_TAR}; }`

/** Moves $1 to $2; into a folder that is there already, entry by entry. */
const PLACE = `place() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then
    if [ -d "$2" ]; then
      for f in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        if [ -e "$f" ] || [ -L "$f" ]; then place "$f" "$2/\${f##*/}" || return; fi
      done
      return 0
    fi
    if [ -e "$2" ]; then echo "$2 is there and no folder" >&2; return ${NO_SUCH_PATH}; fi
  elif [ -d "$2" ] && [ ! -L "$2" ]; then
    echo "$2 is a folder" >&2; return ${NO_SUCH_PATH}
  fi
  mv -f -- "$1" "$2"
}`

/**
 * Reads an archive from its input into a folder of its own, and moves it into place when it is complete.
 * Arguments: target, name inside a target that is a folder (or nothing), a word that nobody else uses.
 */
export const RECEIVE = `${PLACE}
${NEED_TAR}
to=$1
if [ -n "$2" ] && [ -d "$to" ]; then to=\${to%/}/$2
elif [ "\${to%/}" != "$to" ] && [ ! -d "$to" ]; then echo "there is no folder $to" >&2; exit ${NO_SUCH_PATH}; fi
in=$(dirname -- "$to")
[ -d "$in" ] || { echo "there is no folder $in" >&2; exit ${NO_SUCH_PATH}; }
[ -d "$to" ] && in=$to
stage=$in/.bai-cp-$3
trap 'rm -rf -- "$stage"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir -- "$stage" || exit 1
tar -xpf - -C "$stage" || exit 1
[ -e "$stage/${COMPLETE}" ] || { echo "the transfer was cut off" >&2; exit 1; }
place "$stage/${ITEM}" "$to"`

/** Writes an archive to its output. Arguments: source, options for tar. */
export const SEND = `${NEED_TAR}
from=$1
[ -e "$from" ] || [ -L "$from" ] || { echo "there is no $from" >&2; exit ${NO_SUCH_PATH}; }
if [ -d "$from" ]; then cd -- "$from" && exec tar -c $2 -f - .; fi
cd -- "$(dirname -- "$from")" && exec tar -c $2 -f - -- "./$(basename -- "$from")"`

/** Tells how many files there are and how many bytes they have. Arguments: source, options for find. */
export const MEASURE = `from=$1
[ -e "$from" ] || [ -L "$from" ] || { echo "there is no $from" >&2; exit ${NO_SUCH_PATH}; }
find $2 "$from" -type f -exec ls -ln {} + | awk '{files++; bytes += $5} END {printf "%d %.0f\\n", files, bytes}'`
