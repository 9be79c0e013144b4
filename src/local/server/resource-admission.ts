import {Decimal, formatDecimal, parseDecimal, ZERO} from '../../sdk/values/decimal.js'
import {
  isByteSlot,
  readSlots,
  slotAmount,
  writeSlots,
  type ResourceSlots,
  type SlotAmounts,
} from '../../sdk/values/resource-slots.js'
import {parseSize} from '../../sdk/values/size.js'
import type {ImageRecord} from '../cluster/model.js'
import type {ClusterState} from '../cluster/state.js'
import {invalidParameters, Problem} from './problems.js'
import type {CreationConfig} from './session-request.js'

const DEFAULT_SHMEM_BYTES = 64 * 1024 * 1024
/** Managers keep three decimals of a request. */
const REQUEST_DECIMALS = 3

export interface AdmittedResources {
  requestedSlots: SlotAmounts
  resourceOpts: Readonly<Record<string, unknown>>
}

/** Slot types of the cluster: what its agents report, and what every one has. */
export function knownSlots(state: ClusterState): Record<string, 'count' | 'bytes'> {
  const names = new Set(['cpu', 'mem'])
  for (const agent of state.agents.values()) {
    if (agent.status === 'ALIVE') for (const name of Object.keys(agent.availableSlots)) names.add(name)
  }
  return Object.fromEntries([...names].map((name) => [name, isByteSlot(name) ? 'bytes' : 'count']))
}

/** Reads and checks the amounts of a request; what it leaves out is the image's minimum. @throws Problem 400 */
export function admitResources(
  state: ClusterState,
  image: ImageRecord,
  config: CreationConfig,
): AdmittedResources {
  const requested = readRequest(state, config.resources ?? {})
  const resourceOpts = readOptions(config.resource_opts ?? {})
  const shmem = new Decimal(Number(resourceOpts['shmem']))
  const minimum = new Map(
    image.minimums.map(({slot, min}) => [slot, slot === 'mem' ? shmem.plus(min) : new Decimal(min)]),
  )
  for (const [slot, min] of minimum) if (!requested.has(slot)) requested.set(slot, min)
  if ([...minimum].some(([slot, min]) => slotAmount(requested, slot).lt(min))) {
    throw invalidParameters(
      `kernel_specs[0] resource request is smaller than the image minimum (${describe(minimum)}).`,
    )
  }
  return {requestedSlots: writeSlots(requested), resourceOpts}
}

function readRequest(
  state: ClusterState,
  wire: Readonly<Record<string, string | number | null>>,
): Map<string, Decimal> {
  const known = knownSlots(state)
  const slots = new Map<string, Decimal>()
  for (const [slot, value] of Object.entries(wire)) {
    if (value === null) continue
    const amount = readAmount(slot, String(value))
    if (amount.lt(0)) throw negativeAmount(slot, String(value))
    if (amount.isZero()) continue
    if (!(slot in known)) throw unknownSlot(slot)
    slots.set(slot, amount)
  }
  return slots
}

function readAmount(slot: string, text: string): Decimal {
  try {
    if (isByteSlot(slot) && !/^[+-]?\d*\.?\d*$/.test(text) && !/^inf/i.test(text))
      return new Decimal(parseSize(text))
    return parseDecimal(text).toDecimalPlaces(REQUEST_DECIMALS, Decimal.ROUND_HALF_EVEN)
  } catch {
    throw invalidParameters(
      `Invalid resource allocation: Cannot convert the slot '${slot}' to decimal: '${text}'`,
    )
  }
}

function readOptions(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shmem = options['shmem']
  const bytes =
    typeof shmem === 'string' || typeof shmem === 'number' ? readAmount('mem', String(shmem)) : undefined
  return {...options, shmem: bytes?.toNumber() ?? DEFAULT_SHMEM_BYTES}
}

function unknownSlot(slot: string): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'unknown-resource-slot-type',
      title: 'Unknown resource slot type.',
      errorCode: 'backendai_parsing_not-found',
    },
    {
      msg: `Unknown slot type: '${slot}'`,
    },
  )
}

function negativeAmount(slot: string, text: string): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'invalid-resource-slot-quantity',
      title: 'Invalid resource slot quantity.',
      errorCode: 'backendai_parsing_invalid-parameters',
    },
    {msg: `Resource slot '${slot}' cannot be negative: ${text}`},
  )
}

function describe(slots: ResourceSlots): string {
  return [...slots]
    .map(([slot, amount]) => `${slot}=${isByteSlot(slot) ? humanSize(amount) : formatDecimal(amount)}`)
    .join(' ')
}

/** Sizes as the manager's messages have them: `128m`, `1.06g`. */
function humanSize(bytes: Decimal): string {
  let value = bytes
  for (const unit of ['', 'k', 'm', 'g', 't']) {
    if (value.lt(1024)) return `${formatDecimal(value.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN))}${unit}`
    value = value.div(1024)
  }
  return `${formatDecimal(value.toDecimalPlaces(2))}p`
}

/** Amounts as answers have them: two decimals at most. */
export function displayAmounts(amounts: SlotAmounts): Record<string, string> {
  return Object.fromEntries([...readSlots(amounts)].map(([slot, amount]) => [slot, displayAmount(amount)]))
}

/** One amount as answers have it. */
export function displayAmount(amount: Decimal): string {
  return formatDecimal(amount.isFinite() ? amount.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN) : amount)
}

/** Sum over all slots of a list, for answers. */
export function displaySlots(slots: ResourceSlots): Record<string, string> {
  return Object.fromEntries(
    [...slots]
      .filter(([, amount]) => !amount.eq(ZERO))
      .map(([slot, amount]) => [slot, displayAmount(amount)]),
  )
}
