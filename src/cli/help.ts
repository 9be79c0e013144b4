import {CommandHelp, Help as OclifHelp, type Command, type Interfaces} from '@oclif/core'

/** The widest help page: text wider than this is hard to read, whatever the terminal. */
const WIDEST = 100
/** Sections in the order a reader wants them: what, how, examples, then every flag. */
const ORDER = ['DESCRIPTION', 'USAGE', 'EXAMPLES', 'ARGUMENTS', 'FLAGS', 'ALIASES']

const MORE: readonly [string, string][] = [
  ['bai COMMAND --help', 'flags and examples of a command'],
  ['bai help exit-codes', 'what the exit status means'],
  ['bai help environment', 'variables that are read'],
  ['bai help references', 'how sessions are named'],
  ['bai help output', 'formats, columns, sorting'],
  ['bai help filters', 'what --filter takes'],
]

/** One command's page: a short usage line, examples before flags. */
class CommandPage extends CommandHelp {
  protected override defaultUsage(): string {
    const args = Object.values(this.command.args ?? {}).map((arg) => this.arg(arg))
    return [this.command.id.replaceAll(':', ' '), ...args, '[FLAGS]'].join(' ')
  }

  protected override description(): string | undefined {
    // The summary heads the page already.
    const text = this.command.description?.replace(/\n(?!\n)/g, ' ')
    return text === undefined ? undefined : this.wrap(text)
  }

  protected override examples(examples: Command.Loadable['examples']): string | undefined {
    const lines = (examples ?? []).map((example) => {
      const {description, command} =
        typeof example === 'string' ? {description: '', command: example} : example
      const line = this.render(command)
      return [description && `# ${description}`, `$ ${line}`].filter(Boolean).join('\n')
    })
    return lines.length > 0 ? lines.join('\n') : undefined
  }

  /** oclif trims the whole list, and with it what stands in the first row for a missing short letter. */
  override renderList(...[rows, options]: Parameters<CommandHelp['renderList']>): string {
    const text = super.renderList(rows, options)
    const [indentation = ''] = /^ */.exec(rows[0]?.[0] ?? '') ?? []
    return text.startsWith(indentation) || options.multiline ? text : indentation + text
  }

  protected override sections(): ReturnType<CommandHelp['sections']> {
    const known = super.sections().filter(({header}) => ORDER.includes(header))
    return known.sort((a, b) => ORDER.indexOf(a.header) - ORDER.indexOf(b.header))
  }
}

/** `--help`: at most 100 columns wide, each command once, its shortcuts named on its own page. */
export default class Help extends OclifHelp {
  protected override CommandHelpClass = CommandPage

  constructor(config: Interfaces.Config, options: Partial<Interfaces.HelpOptions> = {}) {
    const width = process.stdout.isTTY ? process.stdout.columns : 80
    super(config, {maxWidth: Math.min(width, WIDEST), ...options, flagSortOrder: 'none'})
  }

  /** Aliases are commands of their own to oclif; in lists they only repeat. */
  protected override get sortedCommands(): Command.Loadable[] {
    return super.sortedCommands.filter((command) => !command.aliases.includes(command.id))
  }

  override async showRootHelp(): Promise<void> {
    await super.showRootHelp()
    this.log(this.section('SHORTCUTS', shortcuts(this.config.commands)))
    this.log(`\n${this.section('MORE', [...MORE])}`)
  }
}

function shortcuts(commands: readonly Command.Loadable[]): [string, string][] {
  return commands
    .filter((command) => !command.id.includes(':') && command.aliases.includes(command.id))
    .map((command): [string, string] => [command.id, command.summary ?? ''])
    .sort(([a], [b]) => a.localeCompare(b))
}
