import type {UserRecord} from '../../cluster/model.js'
import type {FieldSpecs} from './filter.js'
import type {KeypairView} from './views/accounts.js'

/** What lists of users can be filtered and ordered by. */
export const userFields: FieldSpecs<UserRecord> = {
  uuid: {get: ({id}) => id},
  username: {get: ({username}) => username},
  email: {get: ({email}) => email},
  need_password_change: {get: () => false},
  full_name: {get: ({fullName}) => fullName},
  description: {get: ({description}) => description},
  is_active: {get: ({status}) => status === 'active'},
  status: {
    get: ({status}) => status,
    kind: 'enum',
    values: ['active', 'inactive', 'deleted', 'before-verification'],
    enumName: 'UserStatus',
  },
  status_info: {get: () => 'admin-requested'},
  created_at: {get: ({createdAt}) => createdAt, kind: 'date'},
  modified_at: {get: ({modifiedAt}) => modifiedAt, kind: 'date'},
  domain_name: {get: ({domain}) => domain},
  role: {
    get: ({role}) => role,
    kind: 'enum',
    values: ['superadmin', 'admin', 'user', 'monitor'],
    enumName: 'UserRole',
  },
  resource_policy: {get: ({resourcePolicy}) => resourcePolicy},
  main_access_key: {get: ({mainAccessKey}) => mainAccessKey},
}

/** What lists of keypairs can be filtered and ordered by. */
export const keypairFields: FieldSpecs<KeypairView> = {
  access_key: {get: ({access_key}) => access_key},
  user_id: {get: ({user_id}) => user_id},
  email: {get: ({user_id}) => user_id},
  full_name: {get: ({full_name}) => full_name},
  is_active: {get: ({is_active}) => is_active},
  is_admin: {get: ({is_admin}) => is_admin},
  resource_policy: {get: ({resource_policy}) => resource_policy},
  created_at: {get: ({created_at}) => created_at, kind: 'date'},
  rate_limit: {get: ({rate_limit}) => rate_limit},
  projects: {get: ({projects}) => projects},
}
