import type {TemplateDocument} from '../../sdk/schemas/template.js'

/** A body of `POST /session`, as far as it is known what is in it. */
type Body = Readonly<Record<string, unknown>>

/** Names under which clients send what a template has as well. */
const NAMES = {
  image: ['image', 'lang'],
  architecture: ['architecture', 'arch'],
  type: ['type', 'sessionType', 'session_type'],
  group: ['group', 'groupName', 'group_name'],
  scaling_group: ['scaling_group', 'scalingGroup'],
  mount_map: ['mount_map', 'mountMap'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/**
 * What `POST /session` would be asked for: the request to create from a template, with what the template says put where
 * the request is silent. Each value is taken as a whole, as managers do. The start-up command is the request's alone:
 * managers forget the template's.
 */
export function withTemplate(body: Body, document: TemplateDocument, project: string | undefined): Body {
  const {metadata, spec} = document
  const config = isObject(body['config']) ? body['config'] : {}
  const silent = (names: readonly string[], among: Body): boolean =>
    names.every((name) => among[name] === undefined || among[name] === null)
  const bootstrap = bootstrapOf(document)
  const paths = Object.entries(spec.mounts).filter(([, path]) => path !== '')
  return {
    ...body,
    ...(silent(NAMES.image, body) && {image: spec.kernel.image}),
    ...(silent(NAMES.architecture, body) && {architecture: spec.kernel.architecture}),
    ...(silent(NAMES.type, body) && {type: spec.session_type}),
    ...(silent(NAMES.group, body) && project !== undefined && {group: project}),
    ...(silent(['tag'], body) && {tag: metadata.tag}),
    ...(bootstrap !== undefined &&
      silent(['bootstrap_script', 'bootstrapScript'], body) && {bootstrap_script: bootstrap}),
    config: {
      ...config,
      ...(silent(NAMES.scaling_group, config) && {scaling_group: spec.scaling_group}),
      ...(silent(['mounts'], config) && {mounts: Object.keys(spec.mounts)}),
      ...(silent(NAMES.mount_map, config) && {mount_map: Object.fromEntries(paths)}),
      ...(silent(['environ'], config) && {environ: spec.kernel.environ}),
      ...(silent(['resources'], config) && {resources: spec.resources}),
      agent_list: spec.agent_list,
    },
  }
}

/** What runs first: the template's script, then the clone of its repository. */
function bootstrapOf({spec: {kernel}}: TemplateDocument): string | undefined {
  const {git, run} = kernel
  const script = run?.bootstrap ?? undefined
  if (!git) return script
  const target = git.dest_dir ?? git.repository.split('/').at(-1) ?? ''
  const {username, password} = git.credential ?? {}
  const repository =
    username === undefined
      ? git.repository
      : git.repository.replace('://', `://${username}:${password ?? ''}@`)
  const clone = `git clone ${repository}${git.branch === null ? '' : ` -b ${git.branch}`} ${target}`
  const checkout = git.commit === null ? [] : [`(cd ${target} && git checkout ${git.commit})`]
  return [...(script === undefined ? [] : [script]), clone, ...checkout, ''].join('\n')
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
