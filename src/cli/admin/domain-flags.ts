import {Flags} from '@oclif/core'
import type {Props} from '../../sdk/index.js'
import {slotFlag, slotsOf} from './changes.js'

/** Flags with the values of a domain. */
export const domainFlags = {
  description: Flags.string({summary: 'What it is for.'}),
  slot: slotFlag('Limit of all its sessions together.'),
  registry: Flags.string({
    summary: 'Image registry whose images may be started (all of them, repeatable).',
    multiple: true,
    multipleNonGreedy: true,
  }),
}

/** The values that the flags give. */
export function domainProps(flags: {
  description?: string | undefined
  slot?: string[] | undefined
  registry?: string[] | undefined
}): Props {
  return {
    description: flags.description,
    totalResourceSlots: slotsOf(flags.slot),
    allowedDockerRegistries: flags.registry,
  }
}
