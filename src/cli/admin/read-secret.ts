import {UsageError} from '../errors.js'

/** Reads a secret from standard input, without the line feed at its end. @throws UsageError when there is none. */
export async function readSecret(): Promise<string> {
  const {text} = await import('node:stream/consumers')
  const secret = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (secret !== '') return secret
  throw new UsageError('There is no password on standard input.')
}
