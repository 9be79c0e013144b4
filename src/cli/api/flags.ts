import {Flags} from '@oclif/core'
import {listFlags, renderOptions, type OutputFlagValues} from '../flags.js'
import type {RenderOptions} from '../output/render.js'

/** Flags of the raw calls: what to show of the answer. JSON unless another format is asked for. */
export const answerFlags = {
  ...listFlags,
  select: Flags.string({
    char: 's',
    summary: 'Show only this part of the answer: data.items[].id.',
    helpValue: 'PATH',
  }),
  paginate: Flags.boolean({summary: 'Fetch all pages of the answer’s list.'}),
  'dry-run': Flags.boolean({summary: 'Show the request; send nothing.'}),
}

/** What the renderer is told: raw answers are JSON by default, also for people. */
export function answerOptions(flags: OutputFlagValues): RenderOptions {
  return flags.output === undefined && !flags.quiet && flags.columns === undefined
    ? {...renderOptions(flags), format: {kind: 'json'}}
    : renderOptions(flags)
}
