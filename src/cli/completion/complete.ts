import type {KnownCommand, KnownFlag} from './manifest.js'

/** One thing that could be typed. */
export interface Candidate {
  word: string
  description?: string | undefined
}

/** Names that only the manager or this machine knows. */
export const LIVE_KINDS = [
  'session',
  'image',
  'resource-group',
  'project',
  'agent',
  'profile',
  'service',
  'folder',
  'template',
] as const
export type LiveKind = (typeof LIVE_KINDS)[number]

/** What may stand at the place of the last word. */
export interface Completion {
  candidates: Candidate[]
  /** Names to look up besides. */
  live?: LiveKind
}

const NOTHING: Completion = {candidates: []}
const FORMATS = ['table', 'wide', 'json', 'yaml', 'csv', 'ndjson', 'name', 'template=']

/** Flags whose values have live names. */
const FLAG_KINDS: Readonly<Record<string, LiveKind>> = {
  profile: 'profile',
  'resource-group': 'resource-group',
  project: 'project',
  agent: 'agent',
  image: 'image',
  after: 'session',
  volume: 'folder',
  template: 'template',
}

/** Commands whose words are live names; a topic stands for all that is below it. */
const WORD_KINDS: readonly (readonly [string, LiveKind])[] = [
  ['session:create', 'image'],
  ['session:template', 'template'],
  ['session', 'session'],
  ['admin:commit-image', 'session'],
  ['admin:agent', 'agent'],
  ['admin:image', 'image'],
  ['admin:resource-group', 'resource-group'],
  ['admin:group', 'project'],
  ['image', 'image'],
  ['run', 'image'],
  ['profile', 'profile'],
  ['vfolder:info', 'folder'],
  ['vfolder:rm', 'folder'],
  ['vfolder:share', 'folder'],
  ['vfolder:cp', 'folder'],
  ['ops:start', 'service'],
  ['ops:stop', 'service'],
  ['ops:restart', 'service'],
  ['ops:logs', 'service'],
]

/**
 * What may stand at the place of the last word of a command line: words of commands, flags, values of flags, names.
 * Pure; the names are looked up by whoever asks.
 */
export function complete(words: readonly string[], commands: ReadonlyMap<string, KnownCommand>): Completion {
  const current = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const {command, name} = commandIn(before, commands)
  if (name[0] === 'help') return wordsOfCommands(before.slice(1), commands)
  if (!command || name.length === before.length) {
    const next = wordsOfCommands(name, commands)
    // A command may also be a topic: `api` and `api gql`.
    if (!command || next.candidates.some(({word}) => word.startsWith(current) && current !== '')) return next
  }
  if (!command) return NOTHING
  // What stands behind `--` is another program's.
  if (before.includes('--')) return NOTHING
  const flags = Object.values(command.flags ?? {}).filter(({hidden}) => !hidden)
  const joined = /^(--[\w-]+)=(.*)$/.exec(current)
  if (joined) return prefixed(`${joined[1]}=`, valuesOf(flagOf(joined[1] ?? '', flags)))
  const flag = flagOf(before.at(-1) ?? '', flags)
  if (flag?.type === 'option') return valuesOf(flag)
  if (current.startsWith('-')) return {candidates: flags.flatMap(wordsOfFlag)}
  return wordsOf(command, before.slice(name.length))
}

function commandIn(
  words: readonly string[],
  commands: ReadonlyMap<string, KnownCommand>,
): {command: KnownCommand | undefined; name: string[]} {
  const name: string[] = []
  for (const word of words) {
    const longer = [...name, word].join(':')
    if (!commands.has(longer) && ![...commands.keys()].some((id) => id.startsWith(`${longer}:`))) break
    name.push(word)
  }
  return {command: commands.get(name.join(':')), name}
}

/** The words that continue a row of words to the name of a command. */
function wordsOfCommands(name: readonly string[], commands: ReadonlyMap<string, KnownCommand>): Completion {
  const next = new Map<string, string | undefined>()
  for (const [id, {summary}] of commands) {
    const parts = id.split(':')
    if (parts.length <= name.length || name.some((word, i) => parts[i] !== word)) continue
    const word = parts[name.length] ?? ''
    // A topic has no summary of its own.
    next.set(word, parts.length === name.length + 1 ? summary : next.get(word))
  }
  return {candidates: [...next].sort(byWord).map(([word, description]) => ({word, description}))}
}

function byWord([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

function wordsOfFlag({name, char, summary, allowNo, type}: KnownFlag): Candidate[] {
  const description = summary
  return [
    {word: `--${name}`, description},
    ...(allowNo ? [{word: `--no-${name}`, description}] : []),
    ...(char ? [{word: `-${char}`, description: type === 'boolean' ? description : `--${name}`}] : []),
  ]
}

function flagOf(word: string, flags: readonly KnownFlag[]): KnownFlag | undefined {
  return flags.find(({name, char}) => word === `--${name}` || (char !== undefined && word === `-${char}`))
}

function valuesOf(flag: KnownFlag | undefined): Completion {
  if (!flag || flag.type === 'boolean') return NOTHING
  if (flag.name === 'output') return {candidates: FORMATS.map((word) => ({word}))}
  if (flag.options) return {candidates: flag.options.map((word) => ({word}))}
  const live = FLAG_KINDS[flag.name]
  return live ? {candidates: [], live} : NOTHING
}

function prefixed(prefix: string, {candidates}: Completion): Completion {
  return {candidates: candidates.map(({word, description}) => ({word: prefix + word, description}))}
}

function wordsOf(command: KnownCommand, given: readonly string[]): Completion {
  const place = given.filter((word) => !word.startsWith('-')).length
  const arg = Object.values(command.args ?? {})[place]
  if (arg?.options) return {candidates: arg.options.map((word) => ({word}))}
  const live = WORD_KINDS.find(([id]) => command.id === id || command.id.startsWith(`${id}:`))?.[1]
  return live ? {candidates: [], live} : NOTHING
}
