import {z} from 'zod/mini'
import type {Dependency, Kernel, SchedulerNotes, Session} from './session.js'
import {jsonText, optionalText, slotAmountsText} from './wire.js'

const servicePort = z.looseObject({
  name: z.string(),
  protocol: z._default(z.string(), 'tcp'),
  ports: z.optional(z.array(z.number())),
  container_ports: z.optional(z.array(z.number())),
})

const container = z.pipe(
  z.looseObject({
    id: z.string(),
    cluster_role: optionalText,
    status: z.string(),
    status_info: optionalText,
    agent: optionalText,
    container_id: optionalText,
    image: optionalText,
    occupied_slots: slotAmountsText,
  }),
  z.transform((wire): Kernel => ({
    id: wire.id,
    role: wire.cluster_role,
    status: wire.status.toUpperCase(),
    statusInfo: wire.status_info,
    agent: wire.agent,
    containerId: wire.container_id,
    image: wire.image,
    slots: wire.occupied_slots ?? {},
  })),
)

const dependency = z.pipe(
  z.looseObject({
    session_id: z.string(),
    name: z.nullish(z.string()),
    status: z.string(),
    result: z.nullish(z.string()),
  }),
  z.transform((wire): Dependency => ({
    id: wire.session_id,
    name: wire.name ?? '',
    status: wire.status.toUpperCase(),
    result: (wire.result ?? 'undefined').toLowerCase(),
  })),
)

const schedulerNotes = z.looseObject({
  retries: z.nullish(z.number()),
  last_try: z.nullish(z.string()),
  msg: z.nullish(z.string()),
  failed_predicates: z.nullish(z.array(z.looseObject({name: z.string(), msg: z.nullish(z.string())}))),
})

const failure = z.looseObject({
  name: z.nullish(z.string()),
  repr: z.nullish(z.string()),
  collection: z.nullish(z.array(z.looseObject({name: z.nullish(z.string()), repr: z.nullish(z.string())}))),
})

const statusData = z.looseObject({
  scheduler: z.nullish(schedulerNotes),
  error: z.nullish(z.union([z.looseObject({error: failure}), failure])),
  kernel: z.nullish(z.looseObject({exit_code: z.nullish(z.number())})),
})

const sessionRow = z.looseObject({
  session_id: z.string(),
  name: z.nullish(z.string()),
  type: z.nullish(z.string()),
  status: z.string(),
  status_info: optionalText,
  status_data: jsonText(z.unknown()),
  status_history: jsonText(z.record(z.string(), z.nullable(z.string()))),
  status_changed: z.nullish(z.string()),
  result: z.nullish(z.string()),
  image: z.nullish(z.string()),
  architecture: optionalText,
  domain_name: optionalText,
  group_name: optionalText,
  user_email: optionalText,
  access_key: optionalText,
  scaling_group: optionalText,
  agents: z.nullish(z.array(z.nullable(z.string()))),
  cluster_mode: optionalText,
  cluster_size: z.nullish(z.number()),
  priority: z.nullish(z.number()),
  tag: optionalText,
  created_at: z.nullish(z.string()),
  starts_at: z.nullish(z.string()),
  terminated_at: z.nullish(z.string()),
  startup_command: optionalText,
  requested_slots: slotAmountsText,
  occupied_slots: slotAmountsText,
  occupying_slots: slotAmountsText,
  mounts: z.nullish(z.array(z.string())),
  service_ports: jsonText(z.array(servicePort)),
  containers: z.nullish(z.array(container)),
  dependencies: z.nullish(z.array(dependency)),
})

/** A row of `compute_session_list` or `compute_session` → `Session`. */
export const sessionSchema = z.pipe(sessionRow, z.transform(readSession))

/** The same, with whether the manager failed at its dependencies. */
export const sessionDetailSchema = z.pipe(
  sessionRow,
  z.transform((wire) => ({
    session: readSession(wire),
    dependenciesLost: wire.dependencies === null,
  })),
)

/** The answer of `GET /session/{id}/logs`. */
export const logsSchema = z.looseObject({result: z.looseObject({logs: z.string()})})

/** What comes with the refusal of a name that a live session has. */
export const existingSchema = z.looseObject({existingSessionId: z.string()})

function readSession(wire: z.output<typeof sessionRow>): Session {
  const data = wire.status_data === null ? undefined : statusData.safeParse(wire.status_data).data
  const occupied = wire.occupying_slots ?? wire.occupied_slots ?? {}
  const kernels = wire.containers ?? []
  return {
    id: wire.session_id,
    name: wire.name ?? '',
    type: (wire.type ?? 'interactive').toLowerCase(),
    status: wire.status.toUpperCase(),
    statusInfo: wire.status_info,
    statusData: wire.status_data,
    statusHistory: readHistory(wire.status_history),
    statusChangedAt: wire.status_changed ?? null,
    scheduler: readNotes(data?.scheduler),
    failure: readFailure(data?.error),
    exitCode: data?.kernel?.exit_code ?? null,
    result: (wire.result ?? 'undefined').toLowerCase(),
    image: wire.image ?? '',
    architecture: wire.architecture,
    domain: wire.domain_name,
    project: wire.group_name,
    user: wire.user_email,
    accessKey: wire.access_key,
    resourceGroup: wire.scaling_group,
    agents: (wire.agents ?? kernels.map((kernel) => kernel.agent)).filter((agent) => agent !== null),
    clusterMode: wire.cluster_mode,
    clusterSize: wire.cluster_size ?? 1,
    priority: wire.priority ?? null,
    tag: wire.tag,
    createdAt: wire.created_at ?? null,
    startsAt: wire.starts_at ?? null,
    terminatedAt: wire.terminated_at ?? null,
    startupCommand: wire.startup_command,
    requestedSlots: wire.requested_slots ?? occupied,
    occupiedSlots: occupied,
    mounts: wire.mounts ?? [],
    servicePorts: (wire.service_ports ?? []).map((port) => ({
      name: port.name,
      protocol: port.protocol,
      ports: port.ports ?? port.container_ports ?? [],
    })),
    kernels,
    dependencies: wire.dependencies ?? [],
  }
}

function readHistory(history: Readonly<Record<string, string | null>> | null): Record<string, string> {
  const known = Object.entries(history ?? {}).filter((entry): entry is [string, string] => entry[1] !== null)
  return Object.fromEntries(known.sort((a, b) => Date.parse(a[1]) - Date.parse(b[1])))
}

function readNotes(notes: z.output<typeof schedulerNotes> | null | undefined): SchedulerNotes | null {
  if (!notes) return null
  return {
    retries: notes.retries ?? null,
    lastTry: notes.last_try ?? null,
    message: notes.msg ?? null,
    failedPredicates: (notes.failed_predicates ?? []).map(({name, msg}) => ({name, message: msg ?? ''})),
  }
}

/** The manager's words for a failure; several agents' failures are joined, a retried one (26.x) is nested. */
function readFailure(error: z.output<typeof statusData>['error']): string | null {
  if (!error) return null
  const inner = failure.safeParse('error' in error ? error.error : error).data
  if (!inner) return null
  const parts = inner.collection?.length ? inner.collection : [inner]
  const words = parts.map((part) => part.repr ?? part.name).filter((text) => text)
  return words.length > 0 ? words.join('; ') : null
}
