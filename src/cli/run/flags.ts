import {Flags} from '@oclif/core'
import {durationFlag} from '../flags.js'
import {viaFlag} from '../session/via-flag.js'
import {sessionFlags} from '../session/create-flags.js'

const {'time-limit': _batchOnly, ...sessionOnly} = sessionFlags

/** Flags of `run`: those of a session, and what is done in it. */
export const runFlags = {
  ...sessionOnly,
  name: Flags.string({char: 'N', summary: "Beginning of the session's name."}),
  upload: Flags.string({
    char: 'u',
    summary: 'File or folder to take along; . is this folder.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH[:DEST]',
  }),
  download: Flags.string({
    char: 'd',
    summary: 'File or folder to bring back.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH[:DEST]',
  }),
  'queue-timeout': durationFlag({summary: 'Longest wait for the session to run.'}),
  timeout: durationFlag({char: 't', summary: 'Longest time for the command.'}),
  retry: Flags.integer({
    summary: 'Tries more when the platform fails, only then.',
    min: 0,
    max: 20,
    helpValue: 'N',
  }),
  keep: Flags.string({
    summary: 'Leave the session (--keep alone: always).',
    options: ['always', 'on-failure'],
  }),
  matrix: Flags.string({
    summary: 'One run per value of a variable; all combined.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=V,V',
  }),
  jobs: Flags.integer({char: 'j', summary: 'Runs at a time; 4.', min: 1, max: 64}),
  junit: Flags.string({summary: 'Write a test report.', helpValue: 'FILE'}),
  ...viaFlag,
  'dry-run': Flags.boolean({summary: 'Show what would be run; create nothing.'}),
}

/** What a run prints is not ours: there are no ids to print. */
export const quietFlag = Flags.boolean({char: 'q', summary: 'No remarks on stderr.', helpGroup: 'OUTPUT'})

/** `--keep` alone means `always`; oclif knows no flag whose value may be left out. */
export function withKeepRule(argv: readonly string[]): string[] {
  return argv.map((word, i) => {
    if (word !== '--keep') return word
    return ['always', 'on-failure'].includes(argv[i + 1] ?? '') ? word : '--keep=always'
  })
}
