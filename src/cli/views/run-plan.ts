import {readSlots, type JobTransfer} from '../../sdk/index.js'
import type {View} from '../output/view.js'
import type {PlannedJob} from '../run/plan.js'
import {amountsText} from '../session/rows.js'
import {shortImage} from './session.js'

/** What `run --dry-run` shows: the session of each run, and what is done in it. */
export const runPlanView: View<PlannedJob> = {
  columns: [
    {key: 'session', value: ({spec}) => spec.session.name, shown: 'table'},
    {
      key: 'resources',
      value: ({spec}) => spec.session.resources,
      text: ({spec}) => amountsText(readSlots(spec.session.resources)),
      shown: 'table',
    },
    {
      key: 'image',
      value: ({spec}) => spec.session.image,
      text: ({spec}) => shortImage(spec.session.image),
      shown: 'table',
    },
    {
      key: 'resourceGroup',
      heading: 'GROUP',
      value: ({spec}) => spec.session.resourceGroup ?? null,
      shown: 'wide',
    },
    {key: 'variables', value: ({combination}) => combination.variables, text: label, shown: 'table'},
    {key: 'command', value: ({spec}) => spec.words, text: ({spec}) => spec.words.join(' '), shown: 'table'},
    {key: 'uploads', value: ({spec}) => paths(spec.uploads, 'up'), shown: 'wide'},
    {key: 'downloads', value: ({spec}) => paths(spec.downloads, 'down'), shown: 'wide'},
    {key: 'queueTimeoutMs', value: ({spec}) => spec.queueTimeoutMs ?? null, shown: 'data'},
    {key: 'timeoutMs', value: ({spec}) => spec.timeoutMs ?? null, shown: 'data'},
    {key: 'retries', value: ({spec}) => spec.retries ?? 0, shown: 'data'},
    {key: 'keep', value: ({spec}) => spec.keep ?? 'never', shown: 'data'},
  ],
  name: ({spec}) => spec.session.name,
  id: ({spec}) => spec.session.name,
  empty: 'Nothing would be run.',
}

function label({combination}: PlannedJob): string {
  return combination.label === '' ? '-' : combination.label
}

function paths(transfers: readonly JobTransfer[] | undefined, way: 'up' | 'down'): string[] {
  return (transfers ?? []).map(({local, remote}) =>
    way === 'up' ? `${local} → ${remote}` : `${remote} → ${local}`,
  )
}
