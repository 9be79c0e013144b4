import {randomUUID} from 'node:crypto'
import {hashPassword, newKeypair} from '../../../cluster/accounts.js'
import {isDead, timestamp, type UserRecord, type UserRole} from '../../../cluster/model.js'
import type {ClusterState} from '../../../cluster/state.js'
import type {GraphContext} from '../context.js'
import {KeypairView, UserView} from '../views/accounts.js'
import {DONE, forSuperadmins, refused, said, type Outcome} from './outcome.js'

type Maybe<T> = T | null | undefined

interface UserProps {
  username?: Maybe<string>
  password?: Maybe<string>
  full_name?: Maybe<string>
  description?: Maybe<string>
  is_active?: Maybe<boolean>
  status?: Maybe<string>
  domain_name?: Maybe<string>
  role?: Maybe<UserRole>
  group_ids?: Maybe<readonly string[]>
  resource_policy?: Maybe<string>
  main_access_key?: Maybe<string>
}

interface KeypairProps {
  is_active?: Maybe<boolean>
  is_admin?: Maybe<boolean>
  resource_policy?: Maybe<string>
  rate_limit?: Maybe<number>
}

/** Accounts and keys. */
export const accountMutations = forSuperadmins({
  create_user({email, props}: {email: string; props: UserProps}, {cluster}: GraphContext) {
    const {state} = cluster
    const now = timestamp(Date.now())
    if (state.users.find((user) => user.email === email || user.username === props.username))
      return refused(`a user with the same e-mail or name exists already: ${email}`)
    if (!state.domains.get(props.domain_name ?? ''))
      return refused(`no such domain: ${props.domain_name ?? ''}`)
    const id = randomUUID()
    const role = props.role ?? 'user'
    const keypair = state.keypairs.put(newKeypair({userId: id, role, createdAt: now}))
    const user = state.users.put({
      id,
      email,
      username: props.username ?? email,
      fullName: props.full_name ?? '',
      description: props.description ?? '',
      role,
      domain: props.domain_name ?? 'default',
      status: statusOf(props) ?? 'active',
      resourcePolicy: props.resource_policy ?? 'default',
      passwordHash: hashPassword(props.password ?? ''),
      mainAccessKey: keypair.accessKey,
      createdAt: now,
      modifiedAt: now,
    })
    if (props.group_ids) joinOnly(state, id, props.group_ids)
    return {...DONE, user: new UserView(cluster, user), keypair: new KeypairView(cluster, keypair)}
  },

  modify_user({email, props}: {email: string; props: UserProps}, {cluster}: GraphContext): Outcome {
    const {state} = cluster
    const user = state.users.find((one) => one.email === email)
    if (!user) return refused('no such user')
    state.users.patch(user.id, {
      ...said<Partial<UserRecord>>({
        username: props.username,
        fullName: props.full_name,
        description: props.description,
        role: props.role,
        domain: props.domain_name,
        status: statusOf(props),
        resourcePolicy: props.resource_policy,
        mainAccessKey: props.main_access_key,
        passwordHash: props.password && hashPassword(props.password),
      }),
      modifiedAt: timestamp(Date.now()),
    })
    if (props.group_ids) joinOnly(state, user.id, props.group_ids)
    return DONE
  },

  delete_user({email}: {email: string}, {cluster: {state}}: GraphContext): Outcome {
    const user = state.users.find((one) => one.email === email)
    if (!user) return refused('no such user')
    state.users.patch(user.id, {status: 'deleted', modifiedAt: timestamp(Date.now())})
    for (const {accessKey} of state.keypairs.filter(({userId}) => userId === user.id)) {
      state.keypairs.patch(accessKey, {isActive: false})
    }
    return DONE
  },

  purge_user({email}: {email: string}, {cluster: {state}}: GraphContext): Outcome {
    const user = state.users.find((one) => one.email === email)
    if (!user) return refused('no such user')
    if (state.sessions.find(({userId, status}) => userId === user.id && !isDead(status)))
      return refused('the user has active sessions')
    joinOnly(state, user.id, [])
    for (const {accessKey} of state.keypairs.filter(({userId}) => userId === user.id)) {
      state.keypairs.delete(accessKey)
    }
    state.users.delete(user.id)
    return DONE
  },

  create_keypair({user_id, props}: {user_id: string; props: KeypairProps}, {cluster}: GraphContext) {
    const {state} = cluster
    const user = state.users.find(({email}) => email === user_id)
    if (!user) return refused(`no such user: ${user_id}`)
    const made = newKeypair({userId: user.id, role: user.role, createdAt: timestamp(Date.now())})
    const keypair = state.keypairs.put({...made, ...keypairChanges(props)})
    return {...DONE, keypair: new KeypairView(cluster, keypair)}
  },

  modify_keypair(
    {access_key, props}: {access_key: string; props: KeypairProps},
    {cluster: {state}}: GraphContext,
  ): Outcome {
    return state.keypairs.patch(access_key, keypairChanges(props)) ? DONE : refused('no such keypair')
  },

  delete_keypair({access_key}: {access_key: string}, {cluster: {state}}: GraphContext): Outcome {
    if (state.users.find(({mainAccessKey}) => mainAccessKey === access_key))
      return refused('the keypair is the main access key of a user')
    return state.keypairs.delete(access_key) ? DONE : refused('no such keypair')
  },
})

function keypairChanges({is_active, is_admin, resource_policy, rate_limit}: KeypairProps) {
  return said({
    isActive: is_active,
    isAdmin: is_admin,
    resourcePolicy: resource_policy,
    rateLimit: rate_limit,
  })
}

const STATUSES: readonly UserRecord['status'][] = ['active', 'inactive', 'deleted', 'before-verification']

function statusOf({status, is_active}: UserProps): UserRecord['status'] | undefined {
  const named = STATUSES.find((one) => one === status?.toLowerCase())
  return named ?? (is_active === false ? 'inactive' : is_active ? 'active' : undefined)
}

/** Makes somebody a member of these projects and of no others. */
function joinOnly({projects}: ClusterState, userId: string, projectIds: readonly string[]): void {
  for (const {id, memberIds} of projects.values()) {
    const isWanted = projectIds.includes(id)
    if (isWanted === memberIds.includes(userId)) continue
    projects.patch(id, {
      memberIds: isWanted ? [...memberIds, userId] : memberIds.filter((member) => member !== userId),
    })
  }
}
