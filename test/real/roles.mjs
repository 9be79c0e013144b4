// Role-based access of the newer releases: without these rows a user may not even see what is his.
import {randomUUID} from 'node:crypto'

const ENTITIES = [
  'agent',
  'app_config_fragment',
  'artifact',
  'artifact_registry',
  'container_registry',
  'image',
  'keypair',
  'model_card',
  'model_deployment',
  'notification_channel',
  'notification_rule',
  'resource_group',
  'session',
  'user',
  'vfolder',
]
const BITS = {read: 1, update: 2, create: 4, 'soft-delete': 8, 'hard-delete': 16}
const ALL = Object.keys(BITS)

/** Roles, who has them, what they allow, and the tree of domain, project, users and roles they are looked up in. */
export function roleRows(accounts, {domain, project}) {
  const people = Object.entries(accounts)
  const scopes = [
    {type: 'domain', id: domain},
    {type: 'project', id: project},
    ...people.map(([, {id}]) => ({type: 'user', id})),
  ].map((scope) => ({...scope, virtual: randomUUID()}))
  const scopeOf = (id) => scopes.find((scope) => scope.id === id)
  const roles = rolesOf(people, {domain, project}).map((role) => ({...role, id: randomUUID()}))
  return {
    virtual_scopes: scopes.map(({virtual, type, id}) => ({id: virtual, scope_type: type, scope_id: id})),
    roles: roles.map(roleRow),
    entity_memberships: [
      ...members(scopes, {domain, project}, scopeOf),
      ...roles
        .filter(({scope}) => scope)
        .map(({id, scope}) => membership(scopeOf(scope).virtual, 'role', id)),
    ],
    scope_bindings: [
      ...scopes.map(({virtual, type, id}) => binding(virtual, type, id)),
      ...scopes.filter(({type}) => type !== 'domain').map(({virtual}) => binding(virtual, 'domain', domain)),
    ],
    user_roles: roles.flatMap((role) => role.holders.map((user) => userRole(user, role.id))),
    permissions: roles.flatMap((role) => permissionsOf(role, scopeOf)),
    association_scopes_entities: associations(people, roles, {domain, project, scopeOf}),
  }
}

function rolesOf(people, {domain, project}) {
  const idsOf = (...wanted) => people.filter(([, {role}]) => wanted.includes(role)).map(([, {id}]) => id)
  const everyone = people.map(([, {id}]) => id)
  return [
    {name: 'role_superadmin', holders: idsOf('superadmin'), over: domain, allows: ownRights()},
    {name: 'role_monitor', holders: idsOf('monitor'), allows: []},
    {name: 'role_domain_admin', scope: domain, over: domain, holders: idsOf('admin'), allows: full()},
    {name: 'role_project_admin', scope: project, over: project, holders: idsOf('admin'), allows: full()},
    {name: 'role_project_member', scope: project, over: project, holders: everyone, allows: readOnly()},
    ...people.map(([name, {id}]) => ({
      name: `role_user_${name}`,
      scope: id,
      over: id,
      holders: [id],
      allows: ownRights(),
    })),
  ]
}

function full() {
  return ENTITIES.map((entity) => [entity, ALL])
}

function readOnly() {
  return ENTITIES.map((entity) => [entity, ['read']])
}

/** Everything that is one's own, except making another of oneself. */
function ownRights() {
  return [
    ...ENTITIES.map((entity) => [
      entity,
      entity === 'user' ? ALL.filter((operation) => operation !== 'create') : ALL,
    ]),
    ['vfolder:data', ['read', 'update', 'create', 'hard-delete']],
    ['session:app_service', ['read']],
  ]
}

function permissionsOf(role, scopeOf) {
  return role.allows.flatMap(([entity, operations]) =>
    operations.map((operation) => ({
      id: randomUUID(),
      role_id: role.id,
      scope_type: scopeOf(role.over).type,
      scope_id: role.over,
      entity_type: entity,
      operation,
      permission: BITS[operation],
    })),
  )
}

function members(scopes, {domain, project}, scopeOf) {
  const users = scopes.filter(({type}) => type === 'user')
  return [
    ...scopes.map(({virtual, type, id}) => membership(virtual, type, id)),
    membership(scopeOf(domain).virtual, 'project', project),
    ...users.map(({id}) => membership(scopeOf(domain).virtual, 'user', id)),
    ...users.map(({id}) => membership(scopeOf(project).virtual, 'user', id)),
  ]
}

function associations(people, roles, {domain, project, scopeOf}) {
  return [
    association('domain', domain, 'project', project),
    ...people.flatMap(([, {id}]) => [
      association('domain', domain, 'user', id),
      association('project', project, 'user', id),
    ]),
    ...roles
      .filter(({scope}) => scope)
      .map(({id, scope}) => association(scopeOf(scope).type, scope, 'role', id)),
  ]
}

function roleRow({id, name}) {
  return {id, name, description: '', source: 'system', status: 'active', auto_assign: false, deleted_at: null}
}

function userRole(userId, roleId) {
  return {id: randomUUID(), user_id: userId, role_id: roleId, granted_by: null}
}

function membership(virtualScope, type, id) {
  return {virtual_scope_id: virtualScope, entity_type: type, entity_id: id}
}

function binding(virtualScope, type, id) {
  return {virtual_scope_id: virtualScope, scope_type: type, scope_id: id}
}

function association(scopeType, scopeId, type, id) {
  return {scope_type: scopeType, scope_id: scopeId, entity_type: type, entity_id: id, relation_type: 'auto'}
}
