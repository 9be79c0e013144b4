import {createHash} from 'node:crypto'
import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'

/** What is kept of a command for its next run. */
export interface Kept {
  /** One script: an object of functions, one for each module. ASCII. */
  source: string
  /** What V8 compiled of it. */
  code: Buffer
  /** Whether the code holds the functions that a run has called. */
  isWarm: boolean
}

const DIGEST_BYTES = 32
/** Digest, length of the code, whether it is warm; V8 reads the code in place when it begins at a multiple of 8. */
const HEAD_BYTES = DIGEST_BYTES + 8

/** Reads what was kept. V8 trusts what it is given, so a file that is not as it was written counts as none. */
export function readKept(file: string): Kept | undefined {
  const whole = readOwn(file)
  if (!whole || whole.length < HEAD_BYTES) return undefined
  const rest = whole.subarray(DIGEST_BYTES)
  if (!whole.subarray(0, DIGEST_BYTES).equals(digestOf(rest))) return undefined
  const end = HEAD_BYTES + rest.readUInt32LE(0)
  return {
    code: whole.subarray(HEAD_BYTES, end),
    source: whole.toString('latin1', end),
    isWarm: rest.readUInt32LE(4) === 1,
  }
}

/** Keeps it in one step, for its owner only. */
export function writeKept(file: string, {source, code, isWarm}: Kept): void {
  const head = Buffer.alloc(HEAD_BYTES - DIGEST_BYTES)
  head.writeUInt32LE(code.length, 0)
  head.writeUInt32LE(isWarm ? 1 : 0, 4)
  const rest = Buffer.concat([head, code, Buffer.from(source, 'latin1')])
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
