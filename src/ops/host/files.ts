import type {Host, RunOptions} from './host.js'
import {collect} from './run.js'

/** Writes to a temporary name, compares the length (a lost connection looks like the end of the input), renames. */
const WRITE = `umask 077
t=$(mktemp "$1.XXXXXXXX") || exit 1
trap "rm -f -- \\"\\$t\\"" EXIT
cat >"$t" && chmod "$2" "$t" || exit 1
if [ "$(wc -c <"$t")" -ne "$3" ]; then echo "only part of the file arrived" >&2; exit 1; fi
sync "$t" 2>/dev/null || sync
mv -f -- "$t" "$1"`

/** Reads a file through the host's own `cat`. */
export async function readByCat(host: Host, path: string, options: RunOptions): Promise<Buffer> {
  const running = await host.start(['cat', '--', path], {...options, input: ''})
  return (await collect(running, 'cat')).stdout
}

/** Writes a file through the host's own shell. */
export async function writeBySh(
  host: Host,
  path: string,
  {content, mode = 0o600, ...options}: RunOptions & {content: string | Uint8Array; mode?: number},
): Promise<void> {
  const bytes = Buffer.from(content)
  const args = [path, mode.toString(8).padStart(4, '0'), String(bytes.length)]
  await host.run(['sh', '-c', WRITE, 'sh', ...args], {...options, input: bytes})
}
