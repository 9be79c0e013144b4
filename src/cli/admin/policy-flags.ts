import {Flags} from '@oclif/core'
import {POLICY_KINDS, type PolicyKind, type Props} from '../../sdk/index.js'
import {UsageError} from '../errors.js'
import {durationFlag} from '../flags.js'
import {slotFlag, slotsOf} from './changes.js'

/** What the policy limits. */
export const kindFlag = () =>
  Flags.option({
    options: POLICY_KINDS,
    summary: 'What it limits: keypair, user or project.',
    default: 'keypair' as const,
  })()

/** Flags with the values of a policy. */
export const policyFlags = {
  slot: slotFlag('Limit of all sessions together (keypair).'),
  others: Flags.option({
    options: ['unlimited', 'none'] as const,
    summary: 'How much of slots without a limit (keypair).',
  })(),
  'max-sessions': Flags.integer({summary: 'Sessions at once (keypair).', min: 0}),
  'max-waiting': Flags.integer({summary: 'Sessions that wait at once (keypair).', min: 0}),
  'max-containers': Flags.integer({summary: 'Containers of one session (keypair).', min: 1}),
  lifetime: durationFlag({summary: 'Longest run of a session, 0 for no limit (keypair).'}),
  'max-folders': Flags.integer({summary: 'Virtual folders (user, project).', min: 0}),
  'max-images': Flags.integer({summary: 'Private images (user).', min: 0}),
  'max-networks': Flags.integer({summary: 'Networks (project).', min: 0}),
}

interface PolicyFlagValues {
  kind: PolicyKind
  slot?: string[] | undefined
  others?: 'unlimited' | 'none' | undefined
  'max-sessions'?: number | undefined
  'max-waiting'?: number | undefined
  'max-containers'?: number | undefined
  lifetime?: number | undefined
  'max-folders'?: number | undefined
  'max-images'?: number | undefined
  'max-networks'?: number | undefined
}

/** Flags that a kind of policy knows. */
const FLAGS_OF: Readonly<Record<PolicyKind, readonly (keyof PolicyFlagValues)[]>> = {
  keypair: ['slot', 'others', 'max-sessions', 'max-waiting', 'max-containers', 'lifetime'],
  user: ['max-folders', 'max-images'],
  project: ['max-folders', 'max-networks'],
}

/** The values that the flags give. @throws UsageError for a flag that this kind does not know */
export function policyProps(flags: PolicyFlagValues): Props {
  const known = FLAGS_OF[flags.kind]
  const names = Object.values(FLAGS_OF).flat()
  const strange = names.find((name) => flags[name] !== undefined && !known.includes(name))
  if (strange !== undefined) {
    throw new UsageError(`A ${flags.kind} policy has no --${strange}.`, [
      `It has ${known.map((name) => `--${name}`).join(', ')}.`,
    ])
  }
  return {
    totalResourceSlots: slotsOf(flags.slot),
    defaultForUnspecified: flags.others && (flags.others === 'unlimited' ? 'UNLIMITED' : 'LIMITED'),
    maxConcurrentSessions: flags['max-sessions'],
    maxPendingSessionCount: flags['max-waiting'],
    maxContainersPerSession: flags['max-containers'],
    maxSessionLifetime: flags.lifetime === undefined ? undefined : Math.round(flags.lifetime / 1000),
    maxVfolderCount: flags['max-folders'],
    maxCustomizedImageCount: flags['max-images'],
    maxNetworkCount: flags['max-networks'],
  }
}

/** What a new policy of keypairs must say, where the flags do not. */
const NEW_KEYPAIR_POLICY: Props = {
  totalResourceSlots: {},
  defaultForUnspecified: 'UNLIMITED',
  maxConcurrentSessions: 30,
  maxContainersPerSession: 1,
  maxSessionLifetime: 0,
  idleTimeout: 0,
  // Folders are allowed by the domain and the project; a policy that says nothing is refused.
  allowedVfolderHosts: {},
}

/** The values of a new policy: those of the flags, and the rest that managers ask for. */
export function newPolicyProps(flags: PolicyFlagValues): Props {
  const said = Object.fromEntries(
    Object.entries(policyProps(flags)).filter(([, value]) => value !== undefined),
  )
  if (flags.kind === 'keypair') return {...NEW_KEYPAIR_POLICY, ...said}
  return flags.kind === 'user'
    ? {
        maxVfolderCount: 0,
        maxQuotaScopeSize: -1,
        maxSessionCountPerModelSession: 0,
        maxCustomizedImageCount: 0,
        ...said,
      }
    : {maxVfolderCount: 0, maxQuotaScopeSize: -1, maxNetworkCount: 0, ...said}
}
