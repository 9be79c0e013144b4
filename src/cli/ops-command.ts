import {Flags} from '@oclif/core'
import {SiteCommand} from './site-command.js'

/** A command on some or all hosts of an installation. */
export abstract class OpsCommand<Result = unknown> extends SiteCommand<Result> {
  static override baseFlags = {
    ...SiteCommand.baseFlags,
    host: Flags.string({
      char: 'H',
      summary: 'Only on this host of the site (repeatable).',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'GLOBAL',
    }),
  }
}
