import type {ContainerConfig} from './container.js'

/** Who an image is made for. */
export interface ImageOwner {
  /** The manager's id of the user. */
  id: string
  email: string
}

/** The labels by which managers take an image for a user's private one. */
export function ownerLabels(
  owner: ImageOwner,
  made: {name: string; id: string},
): Readonly<Record<string, string>> {
  return {
    'ai.backend.customized-image.owner': `user:${owner.id}`,
    'ai.backend.customized-image.name': made.name,
    'ai.backend.customized-image.id': made.id,
    'ai.backend.customized-image.user.email': owner.email,
  }
}

/** An empty list would leave the container's: this starts the command as if there were none. */
const NO_ENTRY_POINT = ['env']

/**
 * The `--change` lines of a commit that turn a session's container back into an image: the labels of the image it was
 * made from plus those of the owner, and nothing of the session in it. What a session was given in its environment may be
 * secret, and what the agent set up (user, entry point, preloaded libraries) is made anew for every session. A commit can
 * only set, not remove: what was not in the image is left empty.
 */
export function commitChanges(
  container: ContainerConfig,
  image: ContainerConfig,
  labels: Readonly<Record<string, string>>,
): string[] {
  const kernelspec = image.labels['ai.backend.kernelspec'] ?? container.labels['ai.backend.kernelspec'] ?? '1'
  const wanted = {...image.labels, 'ai.backend.kernelspec': kernelspec, ...labels}
  return [
    ...settings('LABEL', container.labels, wanted),
    ...settings('ENV', readEnv(container.env), readEnv(image.env)),
    ...(same(container.entrypoint, image.entrypoint)
      ? []
      : [`ENTRYPOINT ${JSON.stringify(image.entrypoint?.length ? image.entrypoint : NO_ENTRY_POINT)}`]),
    ...(same(container.command, image.command) ? [] : [`CMD ${JSON.stringify(image.command ?? [])}`]),
    ...(container.user === image.user ? [] : [`USER ${image.user || '0'}`]),
    ...(container.workingDir === image.workingDir ? [] : [`WORKDIR ${image.workingDir || '/'}`]),
  ]
}

/** Sets what differs from the wanted values, and empties what is not wanted. */
function settings(
  instruction: 'LABEL' | 'ENV',
  now: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(now)])]
  return names
    .filter((name) => now[name] !== (wanted[name] ?? '') && /^[\w.-]+$/.test(name))
    .map((name) => `${instruction} ${name}=${quoted(wanted[name] ?? '')}`)
}

/** A value as the instruction takes it: its backslashes, quotes and dollars mean themselves. No value spans lines. */
function quoted(value: string): string {
  return `"${value.replace(/[\\"$]/g, '\\$&').replace(/[\r\n]+/g, ' ')}"`
}

function readEnv(env: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    env.map((text) => {
      const at = text.indexOf('=')
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}

function same(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return JSON.stringify(a ?? []) === JSON.stringify(b ?? [])
}
