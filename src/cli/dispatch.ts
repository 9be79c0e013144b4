import {UsageError} from './errors.js'
import {suggestions} from './suggest.js'
import {unknownFlags} from './unknown-flags.js'

/** What the build knows of each command. Aliases stand in the table, too. */
export type CommandTable = Readonly<
  Record<
    string,
    {
      /** The command's own id, `topic:verb`. */
      id: string
      /** Whether words may follow its name. */
      takesWords: boolean
      /**
       * Names and letters of its flags, parted by spaces; those that take a value end in `=`. Undefined where the
       * command itself judges them.
       */
      flags?: string
    }
  >
>

/** What a command line asks for. */
export type Asked =
  | {kind: 'version'}
  /** `page`: id of a command or topic, empty for the whole. */
  | {kind: 'help'; page: string}
  | {kind: 'command'; id: string; argv: string[]}
  | {kind: 'unknown'; words: readonly string[]}
  | {kind: 'misused'; flags: readonly string[]; known: string}

/**
 * Finds the command in a command line: the longest row of words that is one. Words that continue no command are part
 * of the name that was meant, unless what is found so far takes words of its own.
 */
export function dispatch(argv: readonly string[], commands: CommandTable): Asked {
  const [first] = argv
  if (first === '--version' || first === '-v') return {kind: 'version'}
  if (first === undefined || asksForHelp(argv)) return helpFor(argv, commands)
  if (first === 'help') {
    const asked = helpFor(argv.slice(1), commands)
    // What is no command may still be a topic of `help` itself.
    if (asked.kind === 'help') return asked
  }
  const isJoined = first.includes(':')
  const words = isJoined ? first.split(':') : nameIn(argv, commands)
  const command = commands[words.join(':')]
  if (command) return useOf(command, argv.slice(isJoined ? 1 : words.length))
  if (isTopic(words.join(':'), commands)) return {kind: 'help', page: words.join(':')}
  return {kind: 'unknown', words: words.length > 0 ? words : argv}
}

function useOf({id, flags: known}: CommandTable[string], argv: string[]): Asked {
  if (known === undefined) return {kind: 'command', id, argv}
  const flags = unknownFlags(argv, known)
  return flags.length > 0 ? {kind: 'misused', flags, known} : {kind: 'command', id, argv}
}

/** The page of what the words begin with. What follows a command is its own; what follows a topic is a mistake. */
function helpFor(argv: readonly string[], commands: CommandTable): Asked {
  const end = argv.findIndex((word) => word.startsWith('-'))
  const words = (end < 0 ? argv : argv.slice(0, end)).flatMap((word) => word.split(':'))
  for (let length = words.length; length > 0; length -= 1) {
    const page = words.slice(0, length).join(':')
    if (commands[page] || (length === words.length && isTopic(page, commands))) return {kind: 'help', page}
  }
  return words.length === 0 ? {kind: 'help', page: ''} : {kind: 'unknown', words}
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
