import {
  IMAGIFY_NAME,
  InvalidValueError,
  ProtocolError,
  UnsupportedError,
  type BackendAI,
  type Image,
  type TaskProgress,
} from '../../../sdk/index.js'
import type {CommitContext, CommitWish, PreparedCommit} from './context.js'
import type {Subject} from './subject.js'

/** Has the manager make the image: one request, and a background task seen to its end. */
export async function prepareApi(
  subject: Subject,
  wish: CommitWish,
  context: CommitContext,
): Promise<PreparedCommit> {
  const {session} = subject
  // The manager takes no colon here; it makes up the tag itself.
  const name = wish.as.replace(':', '-')
  if (!IMAGIFY_NAME.test(name))
    throw new InvalidValueError(wish.as, 'a name of letters, digits, ".", "_" and "-"')
  await context.client.http.require('imagify', 'make images of sessions', {signal: context.signal})
  await refuseOthers(context.client, subject, context.signal)
  return {
    via: 'api',
    lines: [`POST /session/${session.id}/imagify?image_name=${name}&image_visibility=user`],
    reference: null,
    savedBytes: null,
    // What the agent mounts into sessions is the same everywhere; sizes only its host can tell.
    lost: [
      {path: '/home/work', kind: 'home', sizeBytes: null},
      ...session.mounts.map((mount) => ({
        path: `/home/work/${mount}`,
        kind: 'folder' as const,
        sizeBytes: null,
      })),
    ],
    pushes: null,
    run: () => imagify(subject, name, context),
  }
}

/** Managers convert only the caller's own sessions, and make the image the caller's. */
async function refuseOthers(
  client: BackendAI,
  {session, owner}: Subject,
  signal: AbortSignal,
): Promise<void> {
  const me = await client.account.me({signal})
  if (me.email.toLowerCase() === owner.email.toLowerCase()) return
  const {releaseText} = await client.capabilities({signal})
  throw new UnsupportedError(
    `Manager ${releaseText} makes images only of the caller's own sessions; ${session.name} is ${owner.email}'s.`,
    {hints: [`Use --via docker, or let them run: bai image commit ${session.name} --as NAME:TAG`]},
  )
}

async function imagify({session}: Subject, name: string, context: CommitContext): Promise<Image> {
  const {client, signal, note, timeoutMs} = context
  const taskId = await client.images.imagify(session.id, name, {signal})
  note(`The manager makes the image (task ${taskId}).`)
  const message = await client.followTask(taskId, {
    what: 'The conversion',
    signal,
    withinMs: timeoutMs,
    onProgress: progressNotes(note),
  })
  const images = await client.images.listPrivate({signal})
  const id = /"image_id":\s*"([0-9a-f-]{36})"/i.exec(message)?.[1]
  const made = images.find((image) => image.id === id) ?? images.find((image) => image.privateName === name)
  if (made) return made
  throw new ProtocolError(
    `The manager says that the image is made, but does not list it: ${message || 'no message'}`,
  )
}

/** Managers say the same thing several times. */
function progressNotes(note: (text: string) => void): (progress: TaskProgress) => void {
  let last = ''
  return ({message, current, total}) => {
    const text = message || (total > 0 ? `${current} of ${total}` : '')
    if (text !== '' && text !== last) note(text)
    last = text
  }
}
