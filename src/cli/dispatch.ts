import {UsageError} from './errors.js'
import {suggestions} from './suggest.js'

/** What the build knows of each command. Aliases stand in the table, too. */
export type CommandTable = Readonly<
  Record<
    string,
    {
      /** The command's own id, `topic:verb`. */
      id: string
      /** Whether words may follow its name. */
      takesWords: boolean
    }
  >
>

/** What a command line asks for. */
export type Asked =
  | {kind: 'version'}
  | {kind: 'help'; words: readonly string[]}
  | {kind: 'command'; id: string; argv: string[]}
  | {kind: 'unknown'; words: readonly string[]}

/**
 * Finds the command in a command line: the longest row of words that is one. Words that continue no command are part
 * of the name that was meant, unless what is found so far takes words of its own.
 */
export function dispatch(argv: readonly string[], commands: CommandTable): Asked {
  const [first] = argv
  if (first === '--version' || first === '-v') return {kind: 'version'}
  if (first === undefined || asksForHelp(argv)) return {kind: 'help', words: argv}
  const isJoined = first.includes(':')
  const words = isJoined ? first.split(':') : nameIn(argv, commands)
  const command = commands[words.join(':')]
  if (command) return {kind: 'command', id: command.id, argv: argv.slice(isJoined ? 1 : words.length)}
  if (isTopic(words.join(':'), commands)) return {kind: 'help', words}
  return {kind: 'unknown', words: words.length > 0 ? words : argv}
}

/** The error for words that are no command; people want to know what they may have meant. */
export function unknownCommand(words: readonly string[], commands: CommandTable): UsageError {
  const known = Object.keys(commands).flatMap((id) =>
    id.split(':').map((_, i, parts) => parts.slice(0, i + 1).join(' ')),
  )
  const names = [...new Set(known)]
  const near = suggestions(words.slice(0, 2).join(' '), names)
  const more = near.length > 0 ? near : suggestions(words[0] ?? '', names)
  const hint = more.length > 0 ? `Did you mean ${more.map((word) => `\`bai ${word}\``).join(' or ')}?` : ''
  return new UsageError(`There is no command "bai ${words.join(' ')}".`, [
    ...(hint ? [hint] : []),
    '`bai help` lists all commands.',
  ])
}

function nameIn(argv: readonly string[], commands: CommandTable): string[] {
  const name: string[] = []
  for (const word of argv) {
    const longer = [...name, word].join(':')
    if (!commands[longer] && !isTopic(longer, commands)) {
      if (word.startsWith('-') || word.includes('=') || commands[name.join(':')]?.takesWords) break
    }
    name.push(word)
  }
  return name
}

function isTopic(id: string, commands: CommandTable): boolean {
  return Object.keys(commands).some((known) => known.startsWith(`${id}:`))
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end < 0 ? argv : argv.slice(0, end)).includes('--help')
}
