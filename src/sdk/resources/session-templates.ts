import {z} from 'zod'
import {InvalidValueError, NotFoundError, ProtocolError} from '../errors.js'
import {
  createdTemplatesSchema,
  sessionTemplateSchema,
  templateDocumentSchema,
  withDashes,
  type SessionTemplate,
  type TemplateDocument,
} from '../schemas/template.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {byReference} from './by-reference.js'
import type {SessionSpec} from './session-spec.js'

/** A template to keep. */
export interface NewTemplate {
  name: string
  document: TemplateDocument
  /** Name of the project whose it is. */
  project: string
  domain: string
}

const NAME_LENGTH = 128

/**
 * Session templates (`/template/session`, API v4 and later). Every account sees, changes and removes those of all
 * others: that is how managers do it, so look at `isOwner` before.
 */
export class SessionTemplates {
  constructor(private readonly http: Transport) {}

  /** All of them. */
  list(options: RequestOptions = {}): Promise<SessionTemplate[]> {
    return this.http.json({method: 'GET', path: '/template/session'}, z.array(sessionTemplateSchema), options)
  }

  /**
   * The one that a reference means: name, id, or the beginning of either. Rejects with `NotFoundError`,
   * `AmbiguousReferenceError`.
   */
  async get(reference: string, options: RequestOptions = {}): Promise<SessionTemplate> {
    const template = byReference(await this.list(options), reference, 'templates')
    if (template) return template
    throw new NotFoundError(`There is no session template "${reference}".`, {
      hints: ['`bai session template list` shows those that there are.'],
    })
  }

  /** Keeps a template, and tells its id. Rejects with `RejectedError` for a project the account is not in. */
  async create(template: NewTemplate, options: RequestOptions = {}): Promise<string> {
    const {project: group, domain} = template
    const body = {group, domain, payload: JSON.stringify([itemOf(template)])}
    const call = {method: 'POST', path: '/template/session', body} as const
    const [made] = await this.http.json(call, createdTemplatesSchema, options)
    if (made) return withDashes(made.id)
    throw new ProtocolError('The manager took the template and named no id.')
  }

  /** Replaces what a template says. It stays whose it was. Rejects with `NotFoundError`. */
  async update(
    template: SessionTemplate,
    change: {name?: string; document?: TemplateDocument},
    options: RequestOptions & {domain?: string} = {},
  ): Promise<void> {
    const {id, ownerId, projectId} = template
    const item = itemOf({name: template.name, document: template.document, ...change})
    // Without them the template would become the caller's.
    const keeping = {...item, ...(ownerId && {user_uuid: ownerId}), ...(projectId && {group_id: projectId})}
    const body = {
      group: template.project ?? 'default',
      domain: options.domain ?? this.http.domain,
      payload: JSON.stringify([keeping]),
    }
    await this.http.done({method: 'PUT', path: path`/template/session/${id}`, body}, options)
  }

  /** Removes a template. Sessions that were made from it stay. Rejects with `NotFoundError`. */
  async remove({id}: Pick<SessionTemplate, 'id'>, options: RequestOptions = {}): Promise<void> {
    await this.http.done({method: 'DELETE', path: path`/template/session/${id}`}, options)
  }
}

function itemOf({name, document}: Pick<NewTemplate, 'name' | 'document'>): Record<string, unknown> {
  if (name.length > NAME_LENGTH || name.trim() === '') {
    throw new InvalidValueError(name, `a template's name: 1 to ${NAME_LENGTH} characters`)
  }
  return {name, template: {...document, metadata: {...document.metadata, name}}}
}

/**
 * Reads a template document as people write it. Releases up to 26.8 answer a wrong one with 500 and no word.
 * @throws InvalidValueError naming the key
 */
export function parseTemplate(value: unknown): TemplateDocument {
  const parsed = templateDocumentSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const key = issue?.path.join('.') ?? ''
  throw new InvalidValueError(
    key === '' ? 'it' : key,
    `what a template holds there (${issue?.message ?? ''})`,
  )
}

/** What a template keeps of a planned session; the rest is up to whoever creates one from it. */
export function templateOf(name: string, spec: SessionSpec): TemplateDocument {
  return {
    api_version: 'v1',
    kind: 'taskTemplate',
    metadata: {name, tag: spec.tag ?? null},
    spec: {
      session_type: spec.type ?? 'interactive',
      kernel: {
        image: spec.image,
        architecture: spec.architecture ?? 'x86_64',
        environ: {...spec.environment},
        run: spec.command === undefined ? null : {bootstrap: null, startup_command: spec.command},
        git: null,
      },
      scaling_group: spec.resourceGroup ?? null,
      mounts: {...spec.mounts},
      resources: spec.resources,
      agent_list: spec.agents ? [...spec.agents] : null,
    },
  }
}
