import {readSlots, type SessionSpec} from '../../sdk/index.js'
import type {View} from '../output/view.js'
import {amountsText} from '../session/rows.js'
import {shortImage} from './session.js'

/** What `--dry-run` shows of sessions that would be created: the values of each `POST /session`. */
export const planView: View<SessionSpec> = {
  columns: [
    {key: 'name', value: (spec) => spec.name, shown: 'table'},
    {key: 'type', value: (spec) => spec.type ?? 'interactive', shown: 'table'},
    {
      key: 'resources',
      value: (spec) => spec.resources,
      text: (spec) => amountsText(readSlots(spec.resources)),
      shown: 'table',
    },
    {key: 'image', value: (spec) => spec.image, text: (spec) => shortImage(spec.image), shown: 'table'},
    {key: 'resourceGroup', heading: 'GROUP', value: (spec) => spec.resourceGroup ?? null, shown: 'table'},
    {key: 'command', value: (spec) => spec.command ?? null, shown: 'table'},
    {key: 'project', value: (spec) => spec.project ?? null, shown: 'wide'},
    {key: 'domain', value: (spec) => spec.domain ?? null, shown: 'data'},
    {key: 'architecture', value: (spec) => spec.architecture ?? null, shown: 'wide'},
    {key: 'sharedMemory', value: (spec) => spec.sharedMemory ?? null, shown: 'data'},
    {key: 'environment', value: (spec) => Object.keys(spec.environment ?? {}), shown: 'data'},
    {key: 'mounts', value: (spec) => spec.mounts ?? null, shown: 'data'},
    {key: 'priority', value: (spec) => spec.priority ?? null, shown: 'data'},
    {key: 'tag', value: (spec) => spec.tag ?? null, shown: 'wide'},
    {key: 'startsAt', value: (spec) => spec.startsAt ?? null, shown: 'wide'},
    {key: 'template', value: (spec) => spec.template ?? null, shown: 'data'},
    {key: 'dependencies', value: (spec) => [...(spec.dependencies ?? [])], shown: 'data'},
  ],
  name: (spec) => spec.name,
  id: (spec) => spec.name,
  empty: 'Nothing would be created.',
}
