import {InvalidValueError, NotFoundError, RejectedError} from '../errors.js'
import {chooseGpuSlot} from '../insight/gpu-slot.js'
import {canUse, chooseImage, matchImages} from '../insight/image-choice.js'
import type {RequestOptions} from '../transport/options.js'
import {Decimal, parseDecimal} from '../values/decimal.js'
import {arrayOf, memberName} from '../values/reference.js'
import {readAmount, writeSlots, type ResourceSlots} from '../values/resource-slots.js'
import {formatSize} from '../values/size.js'
import {uniqueName} from '../values/unique-name.js'
import type {Agents} from './agents.js'
import type {Image, Images} from './images.js'
import type {Resources} from './resources.js'
import {SESSION_NAME, type SessionSpec} from './session-spec.js'

/** What a person asks for, before the installation has been looked at. */
export interface SessionRequest extends Omit<SessionSpec, 'name' | 'image' | 'resources' | 'project'> {
  project: string
  /** Name of the one session, or of the array; made up when absent. */
  name?: string
  /** Reference, alias or short name (`pytorch:1.9`); the newest that fits when absent. */
  image?: string
  count: number
  /** Numbers of an array's members; they go before `count`. Each finds its own in `BAI_ARRAY_INDEX`. */
  members?: readonly number[]
  /** GPUs or fractions of one. */
  gpu?: string
  cpu?: string
  /** Size. */
  memory?: string
  /** Amounts by slot name; they win over `gpu`, `cpu` and `memory`. */
  slots?: Readonly<Record<string, string>>
}

/** What will be asked of the manager, and what was decided on the way. */
export interface SessionPlan {
  specs: SessionSpec[]
  /** `x` of the members `x-1`, `x-2`, …; undefined for a single session. */
  array: string | undefined
  /** Choices a person did not make, in sentences. */
  notes: string[]
}

export interface PlanSources {
  images: Images
  agents: Agents
  resources: Resources
}

/** Memory of a session when neither the person nor the image says: enough for an interpreter and its libraries. */
const DEFAULT_MEMORY = new Decimal(1024 ** 3)
/** Shared memory the manager adds to the image's least memory when none is asked for. */
const DEFAULT_SHARED_MEMORY = new Decimal(64 * 1024 ** 2)

/**
 * Works out the sessions to create: image, slots, resource group and names. Changes nothing.
 * Rejects with `NotFoundError` (image), `UnsupportedError` (no such GPU), `InvalidValueError`.
 */
export async function planSessions(
  sources: PlanSources,
  request: SessionRequest,
  options: RequestOptions = {},
): Promise<SessionPlan> {
  const notes: string[] = []
  const resourceGroup =
    request.resourceGroup ?? (await firstGroup(sources.resources, request.project, options))
  const gpu = await planGpu(sources, request, resourceGroup, options)
  if (gpu) notes.push(`--gpu ${request.gpu} is ${gpu.amount.toFixed()} ${gpu.slot} here.`)
  const image = await planImage(sources.images, request, gpu?.slot, options)
  if (request.image === undefined)
    notes.push(`Image: ${image.reference} (the newest that fits; choose with an argument).`)
  const resources = writeSlots(planResources(request, image, gpu))
  const members = planMembers(request)
  const isArray = request.members !== undefined || request.count > 1
  const {
    name: _name,
    count: _count,
    members: _members,
    gpu: _gpu,
    cpu: _cpu,
    memory: _memory,
    slots: _slots,
    ...rest
  } = request
  return {
    specs: members.map(({name, environment}) => ({
      ...rest,
      ...(environment && {environment}),
      name,
      image: image.reference,
      architecture: request.architecture ?? image.architecture,
      resourceGroup,
      resources,
    })),
    array: isArray ? arrayOf(members[0]?.name ?? '') : undefined,
    notes,
  }
}

async function firstGroup(resources: Resources, project: string, options: RequestOptions): Promise<string> {
  const [first] = await resources.resourceGroups(project, options)
  if (first === undefined) {
    throw new NotFoundError(`Project "${project}" may use no resource group.`, {
      hints: ['Ask an administrator, or name another project.'],
    })
  }
  return first
}

async function planGpu(
  sources: PlanSources,
  request: SessionRequest,
  resourceGroup: string,
  options: RequestOptions,
): Promise<{slot: string; amount: Decimal} | undefined> {
  if (request.gpu === undefined) return undefined
  const amount = parseDecimal(request.gpu)
  if (!amount.isFinite() || amount.lt(0))
    throw new InvalidValueError(request.gpu, 'an amount of GPU such as 0.4 or 2')
  if (amount.isZero()) return undefined
  const agents = (await sources.agents.summary(resourceGroup, options)) ?? []
  const reported = agents
    .filter((agent) => agent.status === 'ALIVE')
    .flatMap((agent) => Object.keys(agent.capacity))
  // Hidden or absent agents: the installation's list is the next best witness.
  const slots =
    reported.length > 0 ? [...new Set(reported)] : Object.keys(await sources.resources.slots(options))
  return {slot: chooseGpuSlot(amount, slots, `resource group "${resourceGroup}"`), amount}
}

async function planImage(
  images: Images,
  request: SessionRequest,
  gpuSlot: string | undefined,
  options: RequestOptions,
): Promise<Image> {
  const all = await images.list(options)
  const typed = request.image
  if (typed === undefined) {
    const chosen = chooseImage(all, gpuSlot)
    if (chosen) return chosen
    throw new NotFoundError(`There is no image${gpuSlot ? ` for ${gpuSlot}` : ''} to start a session from.`, {
      hints: ['`bai image list` shows the images you may use.'],
    })
  }
  const matches = matchImages(all, typed)
  const fitting = gpuSlot === undefined ? matches : matches.filter((image) => canUse(image, gpuSlot))
  const best = fitting[0]
  if (best) return best
  if (matches[0]) {
    throw new RejectedError(`Image ${matches[0].reference} cannot use ${gpuSlot ?? 'a GPU'}.`, {
      hints: ['Choose another image, or leave out --gpu.'],
    })
  }
  throw new NotFoundError(`There is no image "${typed}".`, {
    hints: ['`bai image list` shows the images you may use.'],
  })
}

function planResources(
  request: SessionRequest,
  image: Image,
  gpu: {slot: string; amount: Decimal} | undefined,
): ResourceSlots {
  const least = (slot: string): Decimal => new Decimal(image.minimum[slot] ?? 0)
  const shared =
    request.sharedMemory === undefined ? DEFAULT_SHARED_MEMORY : new Decimal(request.sharedMemory)
  const cpu = request.cpu === undefined ? Decimal.max(1, least('cpu')) : parseDecimal(request.cpu)
  // The manager adds the shared memory to the image's least memory before it compares.
  const memory =
    request.memory === undefined
      ? Decimal.max(DEFAULT_MEMORY, least('mem').plus(shared))
      : readAmount('mem', /^\d+$/.test(request.memory) ? `${request.memory}m` : request.memory)
  if (memory.lt(64 * 1024 ** 2)) {
    throw new InvalidValueError(formatSize(memory.toNumber()), 'enough memory for a session (64m or more)')
  }
  return new Map<string, Decimal>([
    ['cpu', cpu],
    ['mem', memory],
    ...(gpu ? ([[gpu.slot, gpu.amount]] as const) : []),
    ...Object.entries(request.slots ?? {}).map(([slot, text]) => [slot, readAmount(slot, text)] as const),
  ])
}

interface Member {
  name: string
  environment?: Readonly<Record<string, string>> | undefined
}

function planMembers(request: SessionRequest): Member[] {
  const base = request.name ?? uniqueName('bai')
  const members =
    request.members?.map((index): Member => {
      const environment = {...request.environment, BAI_ARRAY_INDEX: String(index)}
      return {name: memberName(base, index), environment}
    }) ?? namesOf(base, request.count).map((name): Member => ({name, environment: request.environment}))
  const wrong = members.find(({name}) => !SESSION_NAME.test(name))
  if (wrong !== undefined) {
    throw new InvalidValueError(
      wrong.name,
      'a session name: 4 to 64 letters, digits, "_", "-" or ".", not beginning or ending in "-" or "."',
    )
  }
  return members
}

function namesOf(base: string, count: number): string[] {
  return count === 1 ? [base] : Array.from({length: count}, (_, i) => memberName(base, i + 1))
}
