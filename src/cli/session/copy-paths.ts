import {UsageError} from '../errors.js'

/** One end of a copy. */
export type CopyEnd = {kind: 'here'; path: string} | {kind: 'session'; ref: string; path: string}

/**
 * Reads `REF:path`, or a path of this machine. A colon after a slash belongs to the path, as with scp; so does that of a
 * Windows drive.
 */
export function readCopyEnd(text: string): CopyEnd {
  const at = text.indexOf(':')
  const isHere = at <= 0 || /[/\\]/.test(text.slice(0, at)) || /^[a-z]:[/\\]/i.test(text)
  if (isHere) return {kind: 'here', path: text}
  return {kind: 'session', ref: text.slice(0, at), path: fromHome(text.slice(at + 1))}
}

/** What is copied into or out of, in words. */
interface CopyPartner {
  /** `a session` */
  one: string
  several: string
  /** How people write it: `SESSION` */
  form: string
}

const SESSION: CopyPartner = {one: 'a session', several: 'sessions', form: 'SESSION'}

/** The two ends of a copy. @throws UsageError unless exactly one of them is not on this machine. */
export function readCopy(
  from: string,
  to: string,
  {one, several, form}: CopyPartner = SESSION,
): {direction: 'up' | 'down'; ref: string; from: string; to: string} {
  const [source, target] = [readCopyEnd(from), readCopyEnd(to)]
  if (source.kind === 'here' && target.kind === 'session') {
    return {direction: 'up', ref: target.ref, from: source.path, to: target.path}
  }
  if (source.kind === 'session' && target.kind === 'here') {
    return {direction: 'down', ref: source.ref, from: source.path, to: target.path}
  }
  throw new UsageError(`One of the two must be in ${one}: ${form}:path.`, [
    source.kind === 'here'
      ? 'For a file here whose name has a colon, write ./a:b.'
      : `To copy between ${several}, copy to this machine first.`,
  ])
}

/** Paths in a session count from its home; `~` is that. */
function fromHome(path: string): string {
  return path.replace(/^~(\/|$)/, '')
}
