import {createHash} from 'node:crypto'
import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'

/** V8 reads code in place when it lies on such a boundary. */
const ALIGNED = 8
const DIGEST_BYTES = 32

/** What lies where after the heading. */
type Contents = readonly {name: string; bytes: number}[]

/**
 * Reads compiled code by the name of its source. V8 trusts what it is given, so a file that is not as it was written
 * counts as none.
 */
export function readCompiled(file: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  const whole = readOwn(file)
  if (!whole || whole.length < DIGEST_BYTES + 4) return found
  const rest = whole.subarray(DIGEST_BYTES)
  if (!whole.subarray(0, DIGEST_BYTES).equals(digestOf(rest))) return found
  const headBytes = rest.readUInt32LE(0)
  const contents = JSON.parse(rest.toString('utf8', 4, 4 + headBytes)) as Contents
  let at = DIGEST_BYTES + 4 + headBytes
  for (const {name, bytes} of contents) {
    at = aligned(at)
    found.set(name, whole.subarray(at, at + bytes))
    at += bytes
  }
  return found
}

/** Writes compiled code in one step, for its owner only. */
export function writeCompiled(file: string, parts: readonly (readonly [string, Buffer])[]): void {
  const contents: Contents = parts.map(([name, code]) => ({name, bytes: code.length}))
  const head = Buffer.from(JSON.stringify(contents))
  const headBytes = Buffer.alloc(4)
  headBytes.writeUInt32LE(head.length)
  const pieces: Buffer[] = [headBytes, head]
  let at = DIGEST_BYTES + 4 + head.length
  for (const [, code] of parts) {
    pieces.push(Buffer.alloc(aligned(at) - at), code)
    at = aligned(at) + code.length
  }
  const rest = Buffer.concat(pieces)
  mkdirSync(dirname(file), {recursive: true, mode: 0o700})
  const partial = `${file}.${process.pid}`
  try {
    writeFileSync(partial, Buffer.concat([digestOf(rest), rest]), {mode: 0o600, flag: 'wx'})
    renameSync(partial, file)
  } catch (error) {
    rmSync(partial, {force: true})
    throw error
  }
}

function readOwn(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

function digestOf(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNED) * ALIGNED
}
