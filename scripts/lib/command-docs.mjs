// @ts-check
// docs/commands.md: every command with what it does, out of the manifest.

/**
 * @typedef {object} DocumentedCommand
 * @property {string} [summary]
 * @property {boolean} [hidden]
 * @property {readonly string[]} [aliases]
 * @property {Record<string, {name: string, required?: boolean}>} [args]
 * @property {boolean} [strict]
 * @property {string} [usage]
 * @property {Record<string, {name: string, char?: string, helpGroup?: string, hidden?: boolean}>} [flags]
 */

const HEAD = `# Commands

All commands of \`bai\`, made from the sources by \`npm run docs:commands\`. \`bai COMMAND --help\` shows flags and examples.

Flags of every command: \`--debug\`, \`--no-color\`. Of every one that shows a result: \`-o\`/\`--output\`, \`--json\`,
\`-q\`/\`--quiet\`, \`--columns\`, \`--no-header\`; of lists also \`--sort\`, \`--filter\`, \`--limit\`. Of every one that talks to
a manager: \`--profile\`, \`--endpoint\`. They are left out below.
`

/** @param {{commands: Record<string, DocumentedCommand>}} manifest */
export function commandDocs({commands}) {
  const shown = Object.entries(commands)
    .filter(([, {hidden}]) => !hidden)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const topics = new Map([['', /** @type {string[]} */ ([])]])
  for (const [id, command] of shown) {
    const topic = id.includes(':') ? (id.split(':')[0] ?? '') : ''
    topics.set(topic, [...(topics.get(topic) ?? []), row(id, command)])
  }
  const sections = [...topics].map(
    ([topic, rows]) =>
      `## ${topic === '' ? 'General' : topic}\n\n| command | what it does | flags |\n|---|---|---|\n${rows.join('\n')}\n`,
  )
  return [HEAD, ...sections].join('\n')
}

/**
 * @param {string} id
 * @param {DocumentedCommand} command
 */
function row(id, command) {
  const {summary = '', aliases = [], flags = {}} = command
  const also = aliases.map((alias) => `\`${alias.replaceAll(':', ' ')}\``).join(', ')
  const own = Object.values(flags)
    .filter(({helpGroup, hidden}) => !hidden && helpGroup !== 'OUTPUT' && helpGroup !== 'GLOBAL')
    .map(({name, char}) => `\`${char ? `-${char}/` : ''}--${name}\``)
  return `| \`${usage(id, command)}\` | ${cell(summary)}${also && ` Also ${also}.`} | ${own.join(' ')} |`
}

/**
 * @param {string} id
 * @param {DocumentedCommand} command
 */
function usage(id, {usage: written, args = {}, strict}) {
  if (typeof written === 'string') return cell(written.replace(/ \[FLAGS\]$/, ''))
  const words = Object.values(args).map(({name, required}) =>
    required ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  )
  return [id.replaceAll(':', ' '), ...words, ...(strict === false && words.length > 0 ? ['…'] : [])].join(' ')
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}
