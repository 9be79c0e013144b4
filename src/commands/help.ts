import {Args} from '@oclif/core'
import {BaseCommand} from '../cli/base-command.js'
import {UsageError} from '../cli/errors.js'
import {helpTopic, TOPIC_NAMES} from '../cli/help-topics.js'

export default class HelpCommand extends BaseCommand<void> {
  static override summary = 'Show help for a command or a topic.'
  static override examples = [
    {description: 'A command', command: '<%= config.bin %> help session create'},
    {description: 'A topic', command: '<%= config.bin %> help exit-codes'},
  ]
  static override args = {
    topic: Args.string({description: `A command, or one of ${TOPIC_NAMES.join(', ')}.`}),
  }
  static override strict = false

  async run(): Promise<void> {
    const {argv} = await this.parse(HelpCommand)
    const words = argv.map(String)
    const text = helpTopic(words.join(' '))
    if (text !== undefined) {
      process.stdout.write(text)
      return
    }
    // Pages of commands are shown before any command is loaded.
    throw new UsageError(`There is no help for "${words.join(' ')}".`, ['`bai help` lists all commands.'])
  }
}
