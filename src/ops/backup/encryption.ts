import {Readable} from 'node:stream'
import {OpsInputError, OpsNotAllowedError} from '../errors.js'

/**
 * Encryption of payloads in the age format, by its author's own library: streams, is authenticated chunk by chunk,
 * and in need the `age` program opens the files without bai.
 */
export type EncryptWith = {recipients: readonly string[]} | {passphrase: string}

/** What opens an encrypted payload. */
export interface DecryptWith {
  /** `AGE-SECRET-KEY-…` */
  identities?: readonly string[] | undefined
  passphrase?: string | undefined
}

/** A stream of the encrypted bytes. @throws OpsInputError for a recipient that is none */
export async function encrypted(plain: Readable, how: EncryptWith): Promise<Readable> {
  const {Encrypter} = await import('age-encryption')
  const encrypter = new Encrypter()
  try {
    if ('passphrase' in how) encrypter.setPassphrase(how.passphrase)
    else for (const recipient of how.recipients) encrypter.addRecipient(recipient)
  } catch (error) {
    throw new OpsInputError(
      `This is no age recipient: ${error instanceof Error ? error.message : String(error)}.`,
      {
        hints: ['A recipient looks like age1…; `age-keygen` makes one with its key.'],
        cause: error,
      },
    )
  }
  return Readable.fromWeb(asNodeStream(await encrypter.encrypt(asWebStream(plain))))
}

/** A stream of the decrypted bytes. @throws OpsNotAllowedError without the right key */
export async function decrypted(cipher: Readable, how: DecryptWith): Promise<Readable> {
  const {Decrypter} = await import('age-encryption')
  const decrypter = new Decrypter()
  if (how.passphrase !== undefined) decrypter.addPassphrase(how.passphrase)
  for (const identity of how.identities ?? []) addIdentity((text) => decrypter.addIdentity(text), identity)
  if (how.passphrase === undefined && (how.identities ?? []).length === 0) {
    throw new OpsNotAllowedError('The backup is encrypted and no key was given.', {hints: KEY_HINTS})
  }
  try {
    return Readable.fromWeb(asNodeStream(await decrypter.decrypt(asWebStream(cipher))))
  } catch (error) {
    cipher.destroy()
    throw new OpsNotAllowedError('The backup does not open with this key or passphrase.', {
      hints: KEY_HINTS,
      cause: error,
    })
  }
}

const KEY_HINTS = ['Give the key file with --identity, or the passphrase in BAI_BACKUP_PASSPHRASE.']

function addIdentity(add: (identity: string) => void, identity: string): void {
  try {
    add(identity)
  } catch (error) {
    throw new OpsInputError('The key file holds no age secret key.', {
      hints: ['It has a line that begins with AGE-SECRET-KEY-1.'],
      cause: error,
    })
  }
}

/** Node has two names for the same class, which TypeScript keeps apart. */
function asNodeStream(stream: ReadableStream<Uint8Array>): Parameters<typeof Readable.fromWeb>[0] {
  return stream as Parameters<typeof Readable.fromWeb>[0]
}

function asWebStream(stream: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>
}
