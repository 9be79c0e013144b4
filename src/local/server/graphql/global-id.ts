/** Id of a node over all types: `base64("ComputeSessionNode:<uuid>")`. */
export function globalId(type: string, id: string): string {
  return Buffer.from(`${type}:${id}`).toString('base64')
}

/** The id inside a node's id; a bare id is taken as it is. */
export function localId(id: string): string {
  const text = Buffer.from(id, 'base64').toString('utf8')
  const match = /^[A-Za-z_]+:(.+)$/.exec(text)
  return match?.[1] ?? id
}
