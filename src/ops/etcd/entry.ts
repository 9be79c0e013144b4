/** One key below the backed-up prefix. Bytes, because both keys and values may hold any. */
export interface EtcdEntry {
  /** Without the prefix. */
  key: Buffer
  value: Buffer
  /** Seconds its lease was granted for; absent when it has none. */
  leaseSeconds?: number
}

/** The manager's keys are `/sorna/<namespace>/…`. */
export function namespacePrefix(namespace: string): string {
  return `/sorna/${namespace}/`
}

/** The end of the range of all keys that begin with `prefix`; `\0` (all keys) when there is no greater prefix. */
export function rangeEndOf(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix)
  for (let i = end.length - 1; i >= 0; i--) {
    const byte = end.readUInt8(i)
    if (byte < 0xff) {
      end.writeUInt8(byte + 1, i)
      return end.subarray(0, i + 1)
    }
  }
  return Buffer.from([0])
}

/** The bytes as text when they are UTF-8, else undefined. */
export function utf8Of(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8')
  return text.includes('\uFFFD') && !Buffer.from(text, 'utf8').equals(bytes) ? undefined : text
}

/** Bytes for people: text when they are that, else base64. */
export function printable(bytes: Buffer): string {
  return utf8Of(bytes) ?? `base64:${bytes.toString('base64')}`
}
