import {isAcceleratorSlot, type SessionTemplate} from '../../sdk/index.js'
import {UsageError} from '../errors.js'
import type {SpecFile} from './spec-file.js'

/**
 * What a session shall be when it is made from a template: what was asked for goes before what the template says.
 * Amounts, variables and folders are put together one by one.
 * @throws UsageError for a template of sessions that are not started this way.
 */
export function overTemplate({name, project, document}: SessionTemplate, asked: SpecFile): SpecFile {
  const {spec, metadata} = document
  if (spec.session_type !== 'interactive' && spec.session_type !== 'batch') {
    throw new UsageError(`Template "${name}" is one of ${spec.session_type} sessions.`, [
      'Those are started by the platform, not by people.',
    ])
  }
  const startup = spec.kernel.run?.startup_command
  const isBatch = spec.session_type === 'batch' && startup !== undefined && startup !== null
  return {
    image: spec.kernel.image,
    ...(isBatch && {command: [startup]}),
    ...(project !== null && {project}),
    ...(spec.scaling_group !== null && {'resource-group': spec.scaling_group}),
    ...(metadata.tag !== null && {tag: metadata.tag}),
    ...asked,
    resource: [...amounts(spec.resources, asked), ...(asked.resource ?? [])],
    env: [...words(spec.kernel.environ, '='), ...(asked.env ?? [])],
    volume: [...words(spec.mounts, ':'), ...(asked.volume ?? [])],
  }
}

/** The template's amounts, without those that a flag of their own replaces. */
function amounts(resources: Readonly<Record<string, string>>, asked: SpecFile): string[] {
  const asksForGpu = asked.gpu !== undefined || asked['gpu-mem'] !== undefined
  const isReplaced = (slot: string): boolean =>
    (slot === 'cpu' && asked.cpu !== undefined) ||
    (slot === 'mem' && asked.mem !== undefined) ||
    (isAcceleratorSlot(slot) && asksForGpu)
  return words(Object.fromEntries(Object.entries(resources).filter(([slot]) => !isReplaced(slot))), '=')
}

function words(map: Readonly<Record<string, string>>, separator: string): string[] {
  return Object.entries(map).map(([name, value]) => `${name}${separator}${value}`)
}
