import type {CommitView} from '../../views/commit-image.js'

/**
 * Runs the command a person gave for when the image is there, as git runs its own: a line of theirs for the shell, with
 * the image and its owner as further arguments, and as variables. Its output goes to stderr.
 * Rejects with `ProgramFailedError`.
 */
export async function notify(
  command: string,
  result: CommitView,
  {signal, note}: {signal: AbortSignal; note: (text: string) => void},
): Promise<void> {
  const {openHost} = await import('../../../ops/index.js')
  const here = openHost('this machine', {kind: 'local'})
  const {stdout, stderr} = await here.run(
    ['sh', '-c', `${command} "$@"`, 'sh', result.image ?? '', result.owner],
    {env: {BAI_IMAGE: result.image ?? '', BAI_OWNER: result.owner, BAI_SESSION: result.session}, signal},
  )
  for (const text of [stdout, stderr]) if (text.trim() !== '') note(text.trimEnd())
}
