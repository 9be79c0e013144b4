/** The services of an installation, in the order in which they start. */
export const SERVICE_NAMES = [
  'postgres',
  'redis',
  'etcd',
  'manager',
  'agent',
  'webserver',
  'wsproxy',
] as const

/** A service of an installation: one of `SERVICE_NAMES`. */
export type ServiceName = (typeof SERVICE_NAMES)[number]

/** What must be up before a service starts: services of one step do not need each other. */
export const START_STEPS: readonly (readonly ServiceName[])[] = [
  ['postgres', 'redis', 'etcd'],
  ['manager'],
  ['agent', 'webserver', 'wsproxy'],
]

/** Whether a word names a service. */
export function isServiceName(word: string): word is ServiceName {
  return SERVICE_NAMES.some((name) => name === word)
}
