import {formatSize, type BackendAI} from '../../../sdk/index.js'
import type {CommitView} from '../../views/commit-image.js'
import type {CommitContext, CommitWish, PreparedCommit} from './context.js'
import {notify} from './notify.js'
import type {Subject} from './subject.js'
import {tryImage} from './trial.js'
import {prepareApi} from './via-api.js'
import {prepareDocker} from './via-docker.js'

export interface CommitRunOptions extends CommitWish {
  via: 'auto' | 'api' | 'docker'
  dryRun: boolean
  /** Start a session from the image as a proof. */
  try: boolean
  /** See the trial session out. */
  wait: boolean
  notify: string | undefined
}

/** Makes the image of a session: one plan, told first, then printed or carried out. */
export async function commitImage(
  subject: Subject,
  options: CommitRunOptions,
  context: CommitContext,
): Promise<CommitView> {
  const prepared = await prepare(subject, options, context)
  tellPlan(prepared, subject, context.note)
  if (options.dryRun) return viewOf(subject, prepared, {image: prepared.reference, made: false, tried: false})
  const image = await prepared.run()
  if (options.try) await tryImage(image, subject, {...context, wait: options.wait})
  const result = viewOf(subject, prepared, {image: image.reference, made: true, tried: options.try})
  context.note(`${subject.owner.email} starts it with: bai session create ${image.reference}`)
  if (options.notify !== undefined) await notify(options.notify, result, context)
  return result
}

async function prepare(
  subject: Subject,
  options: CommitRunOptions,
  context: CommitContext,
): Promise<PreparedCommit> {
  if (options.via === 'api') return prepareApi(subject, options, context)
  if (options.via === 'docker') return prepareDocker(subject, options, context)
  const reason = await whyNotApi(subject, context)
  if (reason === undefined && options.registry === undefined && options.push === undefined) {
    return prepareApi(subject, options, context)
  }
  context.note(`By way of Docker on the agent's host${reason === undefined ? '' : `: ${reason}`}.`)
  return prepareDocker(subject, options, context)
}

/** Why the manager cannot make this image itself; undefined when it can. */
async function whyNotApi(
  {session, owner}: Subject,
  {client, signal}: {client: BackendAI; signal: AbortSignal},
): Promise<string | undefined> {
  const capabilities = await client.capabilities({signal})
  if (!capabilities.has('imagify')) return `manager ${capabilities.releaseText} makes no images`
  const me = await client.account.me({signal})
  if (me.email.toLowerCase() !== owner.email.toLowerCase())
    return "managers convert only their caller's sessions"
  const place = session.project && (await client.registries.ofProject(session.project, {signal}))
  return place ? undefined : `project ${session.project ?? ''} has no registry of its own`
}

function tellPlan(
  {lost, savedBytes}: PreparedCommit,
  {session}: Subject,
  note: (text: string) => void,
): void {
  const saved = savedBytes === null ? '' : ` (${formatSize(savedBytes)} written since its start)`
  note(`Saved: what ${session.name} changed outside of mounted folders${saved}.`)
  for (const {path, kind, sizeBytes} of lost) {
    const size = sizeBytes === null ? '' : ` (${formatSize(sizeBytes)})`
    note(
      kind === 'home'
        ? `Warning: not saved: the home folder ${path}${size}. Copy what matters to a virtual folder.`
        : `Not saved: the mounted folder ${path}${size}; it stays where it is.`,
    )
  }
}

function viewOf(
  {session, owner}: Subject,
  {via, lines, savedBytes, lost, pushes}: PreparedCommit,
  outcome: {image: string | null; made: boolean; tried: boolean},
): CommitView {
  return {
    ...outcome,
    owner: owner.email,
    session: session.name,
    sessionId: session.id,
    via,
    savedBytes,
    notSaved: lost,
    pushed: pushes,
    steps: lines,
  }
}
