import type {z} from 'zod'
import {ConflictError, NotFoundError} from '../../errors.js'
import type {Arguments, Field, GraphQL, Query} from '../../transport/graphql.js'
import type {Feature} from '../../transport/capabilities.js'
import type {RequestOptions} from '../../transport/options.js'

/** Values of a thing that an administrator sets, by the names that the SDK gives them. Undefined ones are left out. */
export type Props = Readonly<Record<string, unknown>>

/** How one kind of thing is listed and changed by the manager's GraphQL. */
export interface NounSpec<Schema extends z.ZodType> {
  /** What people call it: `user`, `keypair`. */
  label: string
  /** The field that lists it. Paged ones have `limit` and `offset`. */
  list: {root: string; paged: boolean; args?: Arguments}
  fields: readonly Field[]
  schema: Schema
  /** What tells one from another, and what commands name it by. */
  keyOf: (item: z.output<Schema>) => string
  /** Values that only some releases keep, by name. */
  newer?: Readonly<Record<string, NewerProp>>
  create?: Mutation
  modify?: Mutation
  remove?: Mutation
  /** Takes away for good what `remove` only switches off. */
  purge?: Mutation
}

/** A mutation of one thing: its name, the argument that names the thing, and the type of its `props`. */
export interface Mutation {
  root: string
  key: {name: string; type: string}
  props?: string
  /** What the argument holds, where it is not the key: the id of a project. */
  idOf?: (item: never) => string
  /** Fields of the answer; `ok` and `msg` unless said otherwise. */
  fields?: readonly Field[]
}

/** A value that only some releases keep. */
export interface NewerProp {
  since: Feature
  /** In words, after "cannot". */
  what: string
}

const OUTCOME: readonly Field[] = ['ok', 'msg']

/**
 * Things of one kind that administrators keep. Changing rejects with `NotFoundError` for what is not there,
 * `ConflictError` for what is there already, `NotAllowedError` for those who may not.
 */
export class Noun<Schema extends z.ZodType> {
  constructor(
    protected readonly graphql: GraphQL,
    protected readonly spec: NounSpec<Schema>,
  ) {}

  /** All of them, as far as the account may see them. */
  async list(args: Arguments = {}, options: RequestOptions = {}): Promise<z.output<Schema>[]> {
    const {list, fields, schema} = this.spec
    const query: Query = {root: list.root, args: {...list.args, ...args}, fields}
    if (!list.paged) return this.graphql.query(query, schema.array(), options)
    const items: z.output<Schema>[] = []
    for await (const page of this.graphql.pages(query, schema, options)) items.push(...page.items)
    return items
  }

  /** One of them. Rejects with `NotFoundError`. */
  async get(key: string, options: RequestOptions = {}): Promise<z.output<Schema>> {
    const found = (await this.list({}, options)).find((item) => this.spec.keyOf(item) === key)
    if (found !== undefined) return found
    throw new NotFoundError(`There is no ${this.spec.label} "${key}".`, {
      hints: [`\`bai admin ${this.spec.label} list\` shows those that your account may see.`],
    })
  }

  /** Rejects with `UnsupportedError` for values that this manager does not keep. */
  async requireKept(props: Props, options: RequestOptions = {}): Promise<void> {
    const capabilities = await this.graphql.capabilities(options)
    for (const [name, {since, what}] of Object.entries(this.spec.newer ?? {})) {
      if (props[name]) capabilities.require(since, what)
    }
  }

  /** Makes a new one. The answer is what the mutation gives besides. */
  async create(key: string, props: Props, options: RequestOptions = {}): Promise<Record<string, unknown>> {
    const there = (await this.list({}, options)).some((item) => this.spec.keyOf(item) === key)
    if (there) throw new ConflictError(`There is a ${this.spec.label} "${key}" already.`)
    return this.#mutate(this.spec.create, key, props, options)
  }

  /** Changes what `props` says; the rest stays. */
  async update(key: string, props: Props, options: RequestOptions = {}): Promise<void> {
    const id = this.#idFor(this.spec.modify, key, await this.get(key, options))
    await this.#mutate(this.spec.modify, id, props, options)
  }

  /** Takes it away: accounts, projects and domains are only switched off. */
  async remove(key: string, options: RequestOptions = {}): Promise<void> {
    const id = this.#idFor(this.spec.remove, key, await this.get(key, options))
    await this.#mutate(this.spec.remove, id, undefined, options)
  }

  /** Takes it away for good. */
  async purge(key: string, props: Props | undefined, options: RequestOptions = {}): Promise<void> {
    const id = this.#idFor(this.spec.purge, key, await this.get(key, options))
    await this.#mutate(this.spec.purge, id, props, options)
  }

  #idFor(mutation: Mutation | undefined, key: string, item: z.output<Schema>): string {
    // The spec was written for this schema: the function takes what the schema gives.
    return mutation?.idOf ? mutation.idOf(item as never) : key
  }

  async #mutate(
    mutation: Mutation | undefined,
    key: string,
    props: Props | undefined,
    options: RequestOptions,
  ): Promise<Record<string, unknown>> {
    if (!mutation) throw new TypeError(`A ${this.spec.label} cannot be changed like this.`)
    const kept = await this.#keptHere(props ?? {}, options)
    const args: Arguments = {
      [mutation.key.name]: {type: mutation.key.type, value: key},
      ...(mutation.props && {props: {type: mutation.props, value: wireProps(kept)}}),
    }
    return this.graphql.mutate({root: mutation.root, args, fields: mutation.fields ?? OUTCOME}, options)
  }

  /** Without what this manager does not keep: none of what it does not have goes without saying, more is refused. */
  async #keptHere(props: Props, options: RequestOptions): Promise<Props> {
    await this.requireKept(props, options)
    const capabilities = await this.graphql.capabilities(options)
    const missing = Object.entries(this.spec.newer ?? {}).filter(([, {since}]) => !capabilities.has(since))
    return Object.fromEntries(
      Object.entries(props).filter(([name]) => !missing.some(([other]) => other === name)),
    )
  }
}

/** Names in the manager's spelling; objects as the JSON texts that it takes. */
function wireProps(props: Props): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(props)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : value,
      ]),
  )
}
