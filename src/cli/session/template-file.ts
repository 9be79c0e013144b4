import {quote} from 'shell-quote'
import {parseTemplate, templateOf, type BackendAI, type TemplateDocument} from '../../sdk/index.js'
import type {Settings} from '../config/settings.js'
import {UsageError} from '../errors.js'
import {createRequest} from './create-request.js'
import {parseSpec, readYaml, type SpecFile} from './spec-file.js'

/** What a template cannot keep: it belongs to one session, or to how many there are. */
const UP_TO_THE_SESSION = [
  ...['name', 'count', 'array', 'shm', 'preopen', 'priority', 'cluster', 'time-limit', 'at', 'reuse'],
] as const satisfies readonly (keyof SpecFile)[]

/** Where the template's name, its project and what a session would get come from. */
export interface TemplateSources {
  client: BackendAI
  settings: Settings
  signal: AbortSignal
  /** Told what is left out. */
  note: (text: string) => void
}

/** A template as a file says it. */
export interface TemplateFile {
  document: TemplateDocument
  /** Where the file names one. */
  project: string | undefined
}

/**
 * Reads a template: a document of the platform's (`kind: taskTemplate`), alone or as its own client takes it (a list of
 * one `template`), what `session template get` prints, or the specification that `session create --file` takes.
 * Rejects with `UsageError`, `InvalidValueError`, and as planning does.
 */
export async function readTemplateFile(
  path: string,
  name: string,
  sources: TemplateSources,
): Promise<TemplateFile> {
  const content = await readYaml(path)
  const document = documentIn(content, path)
  if (document !== undefined) {
    return {
      document: parseTemplate({...document, metadata: {...metadataOf(document), name}}),
      project: undefined,
    }
  }
  const spec = await parseSpec(content, path)
  const left = UP_TO_THE_SESSION.filter((key) => spec[key] !== undefined)
  if (left.length > 0)
    sources.note(`Not kept by a template: ${left.join(', ')}. Give them to session create.`)
  const kept = {...spec, ...Object.fromEntries(left.map((key) => [key, undefined]))}
  const {client, settings, signal} = sources
  const request = createRequest(kept, {
    image: spec.image,
    command: spec.command ?? [],
    dependencies: [],
    defaults: settings,
    env: {},
    quote: (words) => quote([...words]),
  })
  const {specs, notes} = await client.plan(request, {signal})
  for (const text of notes) sources.note(text)
  const [planned] = specs
  if (!planned) throw new Error('A plan of one session has one.')
  return {document: templateOf(name, planned), project: spec.project}
}

/** The document that a file holds; undefined when it is no file of a template. */
function documentIn(content: unknown, path: string): Readonly<Record<string, unknown>> | undefined {
  if (Array.isArray(content)) {
    if (content.length !== 1) throw new UsageError(`${path} holds ${content.length} templates, not one.`)
    return documentIn(content[0], path)
  }
  if (!isObject(content)) return undefined
  const inner = content['document'] ?? content['template']
  if (isObject(inner)) return inner
  return 'kind' in content ? content : undefined
}

function metadataOf(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isObject(document['metadata']) ? document['metadata'] : {}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
