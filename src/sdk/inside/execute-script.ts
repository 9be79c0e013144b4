import {signalLine} from './remote-processes.js'

/** Names of what a command by the execute API leaves in the home meanwhile; `id` is in all of them. */
export const filesOf = (id: string) => ({
  script: `.bai-exec-${id}.sh`,
  control: `.bai-exec-${id}.ctl`,
  input: (piece: number) => `.bai-exec-${id}.in.${piece}`,
  folder: `.bai-exec-${id}`,
  /** What is to be fetched. */
  box: `.bai-exec-${id}/box`,
})

/** What the session is told: all of it each time, so that a message that is lost does no harm. */
export interface Control {
  /** A number that changes, as a sign of life. */
  beat: number
  /** Pieces of both channels that have arrived here. */
  stdout: number
  stderr: number
  /** Pieces of the input that are there, and whether they are all. */
  input: number
  inputEnded: boolean
  /** `done`: nobody waits for it any more; it must not begin. */
  word: 'go' | 'INT' | 'TERM' | 'KILL' | 'done'
}

export function controlLine({beat, stdout, stderr, input, inputEnded, word}: Control): string {
  // Written over while it is read: only a line with its dot is a whole one.
  return `${[beat, stdout, stderr, input, Number(inputEnded), word].join(' ')} .\n`
}

/**
 * The line that the execute API is given: it begins the script and ends at once. A shell that is ended by the end of its
 * own pipeline leaves the beginning running. What `&` leaves running would be deaf to Ctrl-C, with all it starts.
 */
export function startLine(id: string): string {
  const {folder, box, script} = filesOf(id)
  const leave = `$(command -v setsid) sh ${script} </dev/null >/dev/null 2>&1 | kill -s HUP $$`
  return `mkdir -m 700 ${folder} ${box} || exit 1; { sh -c '${leave}'; } 2>/dev/null; true`
}

/** Pieces of a channel that may lie in the box at a time: with both channels full, its archive is below 1 MiB. */
const MOST_PIECES = {o: 10, e: 4}
const PIECE_BYTES = 65_536
/** So many looks without a sign of life from here, and the command is ended; a look takes 0.3 s or more. */
const LOOKS_ALONE = 400

/**
 * Runs one command and puts what it writes into the box, cut into pieces, as fast as they are fetched. Written for any
 * POSIX shell with dd, mv, rm, mkdir, cat and sleep.
 * @param line the command, for a subshell
 */
export function executeScript(id: string, {line, mark, hasInput}: ScriptParts): string {
  const {folder, script} = filesOf(id)
  return `b=$PWD/${folder}
rm -f "$PWD/${script}"
nap() { sleep "$1" 2>/dev/null || sleep 1; }
put() { echo "$2" >"$b/new.$1" && mv "$b/new.$1" "$b/box/$1"; }
look() {
  l=; { IFS= read -r l <"$b.ctl"; } 2>/dev/null
  case $l in *' .') ;; *) return ;; esac
  set -- $l; beat=$1 got_o=$2 got_e=$3 in=$4 eof=$5 word=$6
}
collect() {
  n=0 gone=0
  while dd bs=${PIECE_BYTES} count=1 of="$b/$1" 2>/dev/null && [ -s "$b/$1" ]; do
    while :; do
      look
      if [ "$1" = o ]; then got=$got_o most=${MOST_PIECES.o}; else got=$got_e most=${MOST_PIECES.e}; fi
      while [ "$gone" -lt "$got" ]; do rm -f "$b/box/$1.$gone"; gone=$((gone + 1)); done
      [ $((n - gone)) -lt $most ] && break
      [ "$word" = done ] && exit
      nap 0.05
    done
    mv "$b/$1" "$b/box/$1.$n"; n=$((n + 1))
  done
  echo $n >"$b/count.$1"
}
feed() {
  k=0
  while look; [ ! -e "$b/code" ]; do
    if [ "$k" -lt "$in" ]; then
      cat "$b.in.$k" || break
      rm -f "$b.in.$k"; k=$((k + 1)); put fed $k
    elif [ "$eof" = 1 ]; then break
    else nap 0.05
    fi
  done
}
send() {
  case $1 in
    INT) ${signalLine('INT', mark)};;
    TERM) ${signalLine('TERM', mark)};;
    KILL) ${signalLine('KILL', mark)};;
  esac
}
watch() {
  last= told= alone=0 life=0
  while [ -d "$b/box" ]; do
    look
    case $word in
      "$told") ;;
      INT | TERM | KILL) told=$word; (send "$word") ;;
      done) told=$word; [ -e "$b/code" ] || { (send TERM); nap 5; (send KILL); } ;;
    esac
    if [ "$beat" = "$last" ]; then alone=$((alone + 1)); else last=$beat alone=0; fi
    if [ $alone -gt ${LOOKS_ALONE} ]; then
      (send TERM); nap 5; (send KILL)
      echo '0 0 0 0 1 done .' >"$b/ctl"; mv -f "$b/ctl" "$b.ctl"
    fi
    life=$((life + 1)); put life $life
    nap 0.3
  done
}
beat=0 got_o=0 got_e=0 in=0 eof=0 word=go
look
if [ "$word" != done ]; then
  watch & w=$!
  { { ${hasInput ? 'feed 3>&- | ' : ''}{ (
${line}
) 2>&3 3>&-; c=$?; exec 3>&-; echo $c >"$b/new.code"; mv "$b/new.code" "$b/code"; } | collect o 3>&-; } 3>&1 >/dev/null | collect e; }
  put end "$(cat "$b/code" "$b/count.o" "$b/count.e" | tr '\\n' ' ')"
  while look; [ "$word" != done ]; do nap 0.05; done
  kill $w; wait $w
fi
rm -rf "$b" "$b".*
`
}

/** What differs from command to command. */
export interface ScriptParts {
  line: string
  /** Value of the variable that its processes are found by. */
  mark: string
  hasInput: boolean
}
