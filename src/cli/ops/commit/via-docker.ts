import {randomUUID} from 'node:crypto'
import type {CommitPlan} from '../../../ops/index.js'
import {ConflictError, NotFoundError, ProtocolError, type Image, type Session} from '../../../sdk/index.js'
import type {CommitContext, CommitWish, PreparedCommit} from './context.js'
import type {Subject} from './subject.js'

/** Where an image goes. */
interface Place {
  registry: string
  project: string
  /** Whether images are only where engines have them. */
  isLocal: boolean
}

/** Commits the session's container on its agent's host and makes the manager list the image. */
export async function prepareDocker(
  subject: Subject,
  wish: CommitWish,
  context: CommitContext,
): Promise<PreparedCommit> {
  const {findContainer, ownerLabels, parseNameTag, planCommit, commitLines, referenceOf} =
    await import('../../../ops/index.js')
  const {session, kernel, owner} = subject
  const {signal} = context
  const name = parseNameTag(wish.as)
  const place = await placeFor(session, wish, context)
  const reference = referenceOf({...place, ...name})
  await refuseExisting(reference, session, context)
  if (kernel.containerId === null)
    throw new ConflictError(`The manager names no container of ${session.name}.`)
  const host = await findContainer(await context.agentHosts(), kernel.containerId, {signal})
  const labels = ownerLabels(owner, {name: wish.as, id: randomUUID()})
  const push = wish.push ?? !place.isLocal
  const alsoAs = place.isLocal ? [reference.slice(place.registry.length + 1)] : []
  const plan = await planCommit(
    host,
    {container: kernel.containerId, reference, alsoAs, labels, push},
    {signal},
  )
  return {
    via: 'docker',
    lines: [
      ...commitLines(plan),
      `mutation rescan_images(registry: "${place.registry}", project: "${place.project}")`,
    ],
    reference,
    savedBytes: plan.savedBytes,
    lost: plan.lost,
    pushes: push,
    run: () => commitAndRegister(plan, {place, subject}, context),
  }
}

async function commitAndRegister(
  plan: CommitPlan,
  {place, subject}: {place: Place; subject: Subject},
  context: CommitContext,
): Promise<Image> {
  const {commitContainer, takeBack} = await import('../../../ops/index.js')
  const {signal, note} = context
  await commitContainer(plan, {signal, progress: note})
  try {
    return await register(plan.reference, {place, subject}, context)
  } catch (error) {
    await takeBack(plan)
    throw error
  }
}

/** Has the manager look for the image, and believes only what it then lists. */
async function register(
  reference: string,
  {place, subject}: {place: Place; subject: Subject},
  {client, signal, note, timeoutMs}: CommitContext,
): Promise<Image> {
  note(`Registering ${reference}`)
  await client.images.rescan(
    {...place, reference},
    {
      signal,
      withinMs: timeoutMs,
      onProgress: ({message}) => {
        // It tells of every image it meets.
        if (message.includes(reference)) note(message)
      },
    },
  )
  const architecture = subject.session.architecture ?? undefined
  const image = await client.images.find(reference, {signal, architecture})
  if (!image) {
    throw new NotFoundError(
      `The manager scanned ${place.registry}/${place.project} and does not list ${reference}.`,
      {
        hints: [
          place.isLocal
            ? 'Images of a local registry are found by the engine of the manager, which must be the one of the agent.'
            : 'Was it pushed, and can the manager read that registry?',
        ],
      },
    )
  }
  if (image.owner === subject.owner.id) return image
  throw new ProtocolError(`The manager lists ${reference}, but not as ${subject.owner.email}'s.`)
}

/** `--registry`, else what the project is set up with, else where the session's own image is from. */
async function placeFor(session: Session, wish: CommitWish, {client, signal}: CommitContext): Promise<Place> {
  const {parseRegistry} = await import('../../../ops/index.js')
  const own = placeOf(session.image)
  const typed = wish.registry === undefined ? undefined : parseRegistry(wish.registry)
  const known = await client.registries.list({signal})
  const ofProject = session.project ? await client.registries.ofProject(session.project, {signal}) : undefined
  const chosen = typed ?? ofProject ?? own
  const registry = known.find(({name}) => name === chosen.registry)
  if (!registry) {
    throw new NotFoundError(`The manager knows no registry ${chosen.registry}.`, {
      hints: [`It knows ${known.map(({name}) => name).join(', ') || 'none'}. Choose one with --registry.`],
    })
  }
  const project = chosen.project ?? registry.projects[0] ?? own.project
  return {registry: registry.name, project, isLocal: registry.type === 'local'}
}

/** `registry/project/name:tag`; the project may have several parts. */
function placeOf(reference: string): {registry: string; project: string} {
  const [registry = '', ...rest] = reference.split('/')
  return {registry, project: rest.slice(0, -1).join('/')}
}

async function refuseExisting(
  reference: string,
  session: Session,
  {client, signal}: CommitContext,
): Promise<void> {
  const existing = await client.images.find(reference, {
    signal,
    architecture: session.architecture ?? undefined,
  })
  if (!existing) return
  throw new ConflictError(`There is an image ${reference} already.`, {
    hints: ['Choose another NAME:TAG with --as, or remove that image first.'],
  })
}
