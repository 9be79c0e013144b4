import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {ParsedKey} from 'ssh2'
import {library} from './library.js'

/** The private key that lets its reader into a session; clients download it, as from sessions of any manager. */
const SESSION_KEY = 'id_container'
const AUTHORIZED_KEYS = join('.ssh', 'authorized_keys')

/** Makes the key of a session, in its home, and authorizes it there. One that is there already stays. */
export async function putSessionKey(workFolder: string): Promise<void> {
  const pair = await newKey('work@session')
  try {
    await writeFile(join(workFolder, SESSION_KEY), pair.private, {mode: 0o600, flag: 'wx'})
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    throw error
  }
  await mkdir(join(workFolder, '.ssh'), {recursive: true, mode: 0o700})
  await writeFile(join(workFolder, AUTHORIZED_KEYS), `${pair.public}\n`, {mode: 0o600, flag: 'a'})
}

/** Public keys that open a session now: people may add their own. Lines that are no keys are passed over. */
export async function authorizedKeys(workFolder: string): Promise<ParsedKey[]> {
  const {utils} = await library()
  const text = await readFile(join(workFolder, AUTHORIZED_KEYS), 'utf8').catch(() => '')
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => utils.parseKey(line))
    .filter((key): key is ParsedKey => !(key instanceof Error))
}

/** Key that proves the cluster's ssh servers to clients: made once, kept in a file. */
export async function hostKey(path: string): Promise<string> {
  const found = await readFile(path, 'utf8').catch(() => undefined)
  if (found !== undefined) return found
  const {private: key} = await newKey('local cluster')
  await writeFile(path, key, {mode: 0o600})
  await chmod(path, 0o600)
  return key
}

/** Makes a key pair in OpenSSH's form. */
export async function newKey(comment: string): Promise<{private: string; public: string}> {
  const {utils} = await library()
  for (;;) {
    const pair = utils.generateKeyPairSync('ed25519', {comment})
    // The library drops a zero at the end of the public part, and then cannot read the key: one in 256 (1.17).
    const isReadable = [pair.private, pair.public].every((text) => !(utils.parseKey(text) instanceof Error))
    if (isReadable) return pair
  }
}
