import type {GraphQLError} from 'graphql'
import {
  buildSchema,
  execute,
  GraphQLScalarType,
  Kind,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'
import type {Cluster} from '../../cluster/cluster.js'
import type {SessionRecord} from '../../cluster/model.js'
import {isAdmin} from '../auth.js'
import type {Actor} from '../context.js'
import {internalError} from '../problems.js'
import type {GraphContext} from './context.js'
import {presentError} from './errors.js'
import {SelectionCache} from './lists.js'
import {readUuid} from './uuid.js'
import {mutations} from './mutations.js'
import {accountMutations} from './mutations/accounts.js'
import {imageMutations} from './mutations/images.js'
import {privateImageMutations} from './mutations/private-images.js'
import {registryMutations, resourceMutations} from './mutations/resources.js'
import {scopeMutations} from './mutations/scopes.js'
import {accountQueries} from './queries/accounts.js'
import {agentQueries} from './queries/agents.js'
import {folderQueries} from './queries/folders.js'
import {policyQueries} from './queries/policies.js'
import {resourceQueries} from './queries/resources.js'
import {sessionQueries} from './queries/sessions.js'
import {accountSchema} from './schema/accounts.js'
import {baseSchema} from './schema/base.js'
import {folderSchema} from './schema/folders.js'
import {mutationSchema} from './schema/mutations.js'
import {resourceSchema} from './schema/resources.js'
import {rootSchema} from './schema/root.js'
import {sessionSchema} from './schema/sessions.js'

/** One request, as clients send it. */
export interface GraphRequest {
  query: string
  variables?: Readonly<Record<string, unknown>> | null | undefined
  operationName?: string | null | undefined
}

/** The answer in the manager's form: `errors` is null when there are none. */
export interface GraphAnswer {
  data: unknown
  errors: readonly Record<string, unknown>[] | null
}

const DOCUMENT_CACHE = 200
const SELECTION_CACHE = 32

/** The administration API: GraphQL over the state of the cluster. */
export class GraphApi {
  private readonly schema = makeSchema()
  private readonly root = {
    ...sessionQueries,
    ...agentQueries,
    ...accountQueries,
    ...policyQueries,
    ...resourceQueries,
    ...folderQueries,
    ...mutations,
    ...accountMutations,
    ...scopeMutations,
    ...resourceMutations,
    ...registryMutations,
    ...imageMutations,
    ...privateImageMutations,
  }
  private readonly documents = new Map<string, DocumentNode | readonly GraphQLError[]>()
  private readonly sessions = new SelectionCache<SessionRecord>(SELECTION_CACHE)

  constructor(private readonly cluster: Cluster) {}

  /** Executes one operation; what it changed is on disk before this resolves. @throws Problem 500 for a syntax error */
  async execute(request: GraphRequest, actor: Actor): Promise<GraphAnswer> {
    const document = this.documentOf(request.query)
    if (!('kind' in document)) return {data: null, errors: document.map(presentError)}
    const result = await execute({
      schema: this.schema,
      document,
      rootValue: this.root,
      contextValue: this.contextOf(actor),
      variableValues: request.variables ?? {},
      operationName: request.operationName ?? null,
    })
    if (isMutation(document)) await this.cluster.state.commit()
    return {data: result.data ?? null, errors: result.errors ? result.errors.map(presentError) : null}
  }

  private contextOf(actor: Actor): GraphContext {
    return {
      cluster: this.cluster,
      actor,
      isSuperadmin: actor.user.role === 'superadmin',
      isAdmin: isAdmin(actor),
      sessions: this.sessions,
    }
  }

  /** Clients send the same few texts over and over: each is read and checked once. */
  private documentOf(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.documents.get(query)
    if (known) return known
    const read = readDocument(this.schema, query)
    if (this.documents.size >= DOCUMENT_CACHE) this.documents.clear()
    this.documents.set(query, read)
    return read
  }
}

/** @throws Problem 500, which is how managers answer a text that is no GraphQL */
function readDocument(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  let document: DocumentNode
  try {
    document = parse(query)
  } catch {
    throw internalError()
  }
  const errors = validate(schema, document, specifiedRules)
  return errors.length > 0 ? errors : document
}

function isMutation(document: DocumentNode): boolean {
  return document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION,
  )
}

function makeSchema(): GraphQLSchema {
  const schema = buildSchema(
    [baseSchema, sessionSchema, resourceSchema, accountSchema, folderSchema, rootSchema, mutationSchema].join(
      '\n',
    ),
  )
  const uuid = schema.getType('UUID')
  if (uuid instanceof GraphQLScalarType) {
    uuid.parseValue = readUuid
    uuid.parseLiteral = (node) => readUuid('value' in node ? node.value : undefined)
  }
  return schema
}
