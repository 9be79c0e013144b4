/** Scalars and shapes that several types use. Names and nullability are the manager's. */
export const baseSchema = `
scalar UUID
scalar DateTime
scalar JSONString
scalar BigInt
scalar GlobalIDField
scalar ScopeField
scalar SessionPermissionValueField
scalar ImagePermissionValueField
scalar UUIDFloatMap

interface Node { id: ID! }
interface Item { id: ID }
interface PaginatedList { items: [Item] total_count: Int! }

type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type KVPair { key: String value: String }
type ResourceLimit { key: String min: String max: String }
`
