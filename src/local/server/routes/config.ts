import {z} from 'zod'
import {GPU_SLOT} from '../../cluster/devices.js'
import {nestKeys, flattenValue} from '../config-tree.js'
import {ok, type Reply, type RequestContext} from '../context.js'
import {malformedParameters} from '../problems.js'
import {knownSlots} from '../resource-admission.js'
import type {Route} from '../router.js'

const MAX_LEAVES = 16

const getSchema = z.looseObject({key: z.string(), prefix: z.boolean().default(false)})
const setSchema = z.looseObject({key: z.string(), value: z.unknown()})

/** The configuration tree, and what the cluster's slots are. */
export const configRoutes: readonly Route[] = [
  {method: 'POST', path: '/config/get', access: 'superadmin', handle: getConfig},
  {method: 'POST', path: '/config/set', access: 'superadmin', durable: true, handle: setConfig},
  {method: 'POST', path: '/config/delete', access: 'superadmin', durable: true, handle: deleteConfig},
  {method: 'GET', path: '/config/resource-slots', access: 'user', handle: slots},
  {method: 'GET', path: '/config/resource-slots/details', access: 'user', handle: slotDetails},
  {method: 'GET', path: '/config/vfolder-types', access: 'user', handle: () => ok(['group', 'user'])},
]

async function getConfig(context: RequestContext): Promise<Reply> {
  const {key, prefix} = await context.body(getSchema)
  const {config} = context.cluster.state
  if (!prefix) return ok({result: config.get(key)?.value ?? null})
  const found = config.filter((record) => record.key.startsWith(key))
  return ok({result: nestKeys(found, key)})
}

async function setConfig(context: RequestContext): Promise<Reply> {
  const {key, value} = await context.body(setSchema)
  const leaves = flattenValue(key, value)
  if (leaves.length > MAX_LEAVES)
    throw malformedParameters('Too large update! Split into smaller key-value pair sets.')
  for (const leaf of leaves) context.cluster.state.config.put(leaf)
  return ok({result: 'ok'})
}

async function deleteConfig(context: RequestContext): Promise<Reply> {
  const {key, prefix} = await context.body(getSchema)
  const {config} = context.cluster.state
  for (const record of config.filter((one) => (prefix ? one.key.startsWith(key) : one.key === key))) {
    config.delete(record.key)
  }
  return ok({result: 'ok'})
}

function slots({cluster}: RequestContext): Reply {
  return ok(knownSlots(cluster.state))
}

const DETAILS: Readonly<Record<string, unknown>> = {
  cpu: {
    slot_name: 'cpu',
    description: 'CPU',
    human_readable_name: 'CPU',
    display_unit: 'Core',
    number_format: {binary: false, round_length: 0},
    display_icon: 'cpu',
  },
  mem: {
    slot_name: 'ram',
    description: 'Memory',
    human_readable_name: 'RAM',
    display_unit: 'GiB',
    number_format: {binary: true, round_length: 0},
    display_icon: 'cpu',
  },
  [GPU_SLOT]: {
    slot_name: GPU_SLOT,
    description: 'Simulated GPU (fractional)',
    human_readable_name: 'fGPU',
    display_unit: 'fGPU',
    number_format: {binary: false, round_length: 2},
    display_icon: 'gpu1',
  },
}

function slotDetails({cluster}: RequestContext): Reply {
  const names = Object.keys(knownSlots(cluster.state)).filter((name) => name in DETAILS)
  return ok(Object.fromEntries(names.map((name) => [name, DETAILS[name]])))
}
