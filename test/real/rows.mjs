// The rows a fresh installation needs, as `mgr fixture populate` takes them: tables in the order of their references.
import {randomBytes, randomUUID} from 'node:crypto'
import {DOCKER, DUMMY} from './agents.mjs'
import {imageRows, REGISTRY} from './images.mjs'
import {roleRows} from './roles.mjs'

const GIB = 2 ** 30
const ROLES = {admin: 'superadmin', 'domain-admin': 'admin', user: 'user', user2: 'user', monitor: 'monitor'}
const FOLDER_RIGHTS = [
  'create-vfolder',
  'modify-vfolder',
  'delete-vfolder',
  'mount-in-session',
  'upload-file',
  'download-file',
  'invite-others',
  'set-user-specific-permission',
]

/** Accounts with keys and passwords made up now; good for this installation and nothing else. */
export function newAccounts() {
  return Object.fromEntries(
    Object.entries(ROLES).map(([name, role]) => [
      name,
      {
        id: randomUUID(),
        role,
        email: `${name}@bai.test`,
        password: `Pw1-${randomBytes(9).toString('base64url')}`,
        accessKey: `AKIA${upperLetters(16)}`,
        secretKey: randomBytes(30).toString('base64url'),
      },
    ]),
  )
}

/** All rows, for the columns of a release. */
export function rowsOf({release, ports}, accounts, {coordinatorToken}) {
  const {modern, networks} = release.tables
  const ids = {domain: randomUUID(), project: randomUUID(), registry: randomUUID()}
  const people = Object.entries(accounts)
  return {
    container_registries: [
      {
        id: ids.registry,
        registry_name: REGISTRY,
        url: `http://${REGISTRY}`,
        type: 'local',
        project: 'stable',
      },
    ],
    domains: [
      {
        ...(modern && {id: ids.domain}),
        name: 'default',
        description: 'The default domain',
        is_active: true,
        total_resource_slots: {},
        allowed_vfolder_hosts: {},
        allowed_docker_registries: [REGISTRY],
      },
    ],
    ...policies({modern, networks}),
    groups: [
      {
        id: ids.project,
        name: 'default',
        description: 'The default project',
        is_active: true,
        domain_name: 'default',
        resource_policy: 'default',
        total_resource_slots: {},
        allowed_vfolder_hosts: {},
        type: 'general',
      },
    ],
    scaling_groups: [DUMMY, DOCKER].map((agent) => ({
      ...(modern ? {id: randomUUID(), is_default: agent === DUMMY} : {use_host_network: false}),
      name: agent.group,
      description: `Sessions of the ${agent.mode} agent`,
      // Switched on while its agent runs.
      is_active: agent === DUMMY,
      is_public: true,
      driver: 'static',
      driver_opts: {},
      scheduler: 'fifo',
      scheduler_opts: {},
      wsproxy_addr: `http://127.0.0.1:${ports.coordinator}`,
      wsproxy_api_token: coordinatorToken,
    })),
    sgroups_for_domains: [DUMMY, DOCKER].map(({group}) => ({scaling_group: group, domain: 'default'})),
    users: people.map(([name, account]) => user(name, account)),
    association_groups_users: people.map(([, {id}]) => ({group_id: ids.project, user_id: id})),
    keypairs: people.map(([, account]) => keypair(account)),
    ...(modern && {login_client_types: [{id: randomUUID(), name: 'core', description: 'Client programs'}]}),
    ...(modern && {resource_slot_types: SLOT_TYPES}),
    ...(modern && roleRows(accounts, ids)),
    resource_presets: PRESETS,
    ...imageRows(ids.registry),
  }
}

function policies({modern, networks}) {
  return {
    user_resource_policies: [
      {
        name: 'default',
        max_vfolder_count: 0,
        max_quota_scope_size: -1,
        max_session_count_per_model_session: 10,
        ...(!modern && {max_customized_image_count: 3}),
      },
    ],
    project_resource_policies: [
      {
        name: 'default',
        max_vfolder_count: 0,
        max_quota_scope_size: -1,
        ...(networks && {max_network_count: 3}),
      },
    ],
    keypair_resource_policies: [
      {
        name: 'default',
        default_for_unspecified: 'UNLIMITED',
        total_resource_slots: {},
        max_session_lifetime: 0,
        max_concurrent_sessions: 1000,
        max_containers_per_session: 1,
        idle_timeout: 0,
        allowed_vfolder_hosts: {'local:volume1': FOLDER_RIGHTS},
      },
    ],
  }
}

function user(name, {id, email, password, role}) {
  return {
    uuid: id,
    username: name,
    email,
    password,
    need_password_change: false,
    full_name: name,
    description: '',
    status: 'active',
    status_info: 'admin-requested',
    domain_name: 'default',
    resource_policy: 'default',
    role,
  }
}

function keypair({id, email, role, accessKey, secretKey}) {
  return {
    user_id: email,
    access_key: accessKey,
    secret_key: secretKey,
    is_active: true,
    is_admin: role === 'superadmin' || role === 'admin',
    resource_policy: 'default',
    rate_limit: 1_000_000,
    num_queries: 0,
    user: id,
  }
}

/** Users and keypairs name each other, so one of the two directions is filled in afterwards. */
export const AFTER_ROWS =
  'update users u set main_access_key = k.access_key from keypairs k where k."user" = u.uuid and u.main_access_key is null'

const SLOT_TYPES = [
  slotType('cpu', 'count', {name: 'CPU', unit: 'Core', digits: 0, rank: 100, required: true}),
  slotType('mem', 'bytes', {name: 'RAM', unit: 'GiB', digits: 0, rank: 200, required: true}),
  slotType('cuda.device', 'count', {name: 'GPU', unit: 'GPU', digits: 0, rank: 300}),
  slotType('cuda.shares', 'count', {name: 'fGPU', unit: 'fGPU', digits: 2, rank: 400}),
]

function slotType(slot, kind, {name, unit, digits, rank, required = false}) {
  return {
    slot_name: slot,
    slot_type: kind,
    required,
    display_name: name,
    description: name,
    display_unit: unit,
    display_icon: required ? slot : 'nvidia',
    number_format: {binary: kind === 'bytes', round_length: digits},
    rank,
  }
}

const PRESETS = [
  preset('cpu01-small', {cpu: '1', mem: String(GIB)}),
  preset('cpu02-medium', {cpu: '4', mem: String(8 * GIB)}),
  preset('cuda01-small', {cpu: '1', mem: String(4 * GIB), 'cuda.shares': '0.5'}),
  preset('cuda02-medium', {cpu: '4', mem: String(16 * GIB), 'cuda.shares': '1'}),
]

function preset(name, slots) {
  return {name, resource_slots: slots, shared_memory: null}
}

function upperLetters(length) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return Array.from(randomBytes(length), (byte) => letters[byte % 32]).join('')
}
