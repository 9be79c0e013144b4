// @ts-check
// docs/sdk/: the reference of what programs import, made of the doc comments. One page a topic: what the package's
// entry points export is sorted by the file it comes from.
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join, posix, relative} from 'node:path'
import {CACHE} from './compile.mjs'
import {ROOT} from './root.mjs'

/** @typedef {{page: string, title: string, from: RegExp}} Topic */

/** The first that fits a file, below `src/`, has it. @type {readonly Topic[]} */
const TOPICS = [
  {page: 'client', title: 'The client of a manager', from: /^sdk\/client/},
  {page: 'errors', title: 'What calls reject with', from: /^sdk\/errors/},
  {
    page: 'inside',
    title: 'Commands, terminals, files and ports in sessions',
    from: /^sdk\/(inside\/|resources\/session-apps)/,
  },
  {page: 'run', title: 'A command in a session of its own', from: /^sdk\/run\//},
  {page: 'admin', title: 'What administrators keep', from: /^sdk\/resources\/admin\//},
  {
    page: 'sessions',
    title: 'Compute sessions',
    from: /^sdk\/(resources\/session|schemas\/(session|template)|resources\/filters)/,
  },
  {page: 'storage', title: 'Storage folders', from: /^sdk\/(resources|schemas|storage)\/(vfolder|.*folder)/},
  {page: 'gpus', title: 'GPUs and their shares', from: /^sdk\/resources\/gpu/},
  {page: 'images', title: 'Images', from: /^sdk\/resources\/(images|registries)/},
  {page: 'cluster', title: 'Account, quota, queue, agents, resources', from: /^sdk\/resources\//},
  {
    page: 'insight',
    title: 'Why a session waits, and what would fit: pure functions',
    from: /^sdk\/insight\//,
  },
  {page: 'values', title: 'Amounts, sizes, durations, references', from: /^sdk\/values\//},
  {page: 'transport', title: 'Requests, and how they are sent', from: /^sdk\/transport\//},
  {page: 'ops-backup', title: 'Backups and restores', from: /^ops\/(backup|postgres|jobs)\//},
  {page: 'ops-etcd', title: 'Keys of etcd', from: /^ops\/etcd\//},
  {page: 'ops-image', title: 'Sessions as images', from: /^ops\/image\//},
  {page: 'ops-services', title: 'Hosts, services, checks, the site file, and errors', from: /^ops\//},
]

const ENTRIES = ['src/sdk/index.ts', 'src/ops/index.ts']

/**
 * Writes the pages to a folder of their own, and tells what a reader would miss.
 * @param {string} out
 * @returns {Promise<string[]>} Exported names that have no comment, types that are used and not exported.
 */
export async function writeSdkDocs(out) {
  return inWorkFolder(async (work) => {
    const remarks = await convert(writeTopics(work), work, out)
    writeFileSync(join(out, 'README.md'), index())
    return remarks
  })
}

/**
 * The pages of the sources as they are now, by file name, without touching docs/.
 * @returns {Promise<Map<string, string>>}
 */
export async function freshSdkDocs() {
  return inWorkFolder(async (work) => {
    const out = join(work, 'pages')
    await writeSdkDocs(out)
    return new Map(readdirSync(out).map((page) => [page, readFileSync(join(out, page), 'utf8')]))
  })
}

/**
 * @template Result
 * @param {(work: string) => Promise<Result>} use
 */
async function inWorkFolder(use) {
  mkdirSync(CACHE, {recursive: true})
  // Within the package, so that imports of packages are found.
  const work = mkdtempSync(`${CACHE}sdk-docs-`)
  try {
    return await use(work)
  } finally {
    rmSync(work, {recursive: true, force: true})
  }
}

/**
 * A module for each topic, which exports what the entry points export of its files.
 * @param {string} work
 * @returns {string[]} Their paths.
 */
function writeTopics(work) {
  /** @type {Map<Topic, string[]>} */
  const modules = new Map()
  for (const entry of ENTRIES) {
    const exports = readFileSync(ROOT + entry, 'utf8').matchAll(/^export [^']*'(\.\/[^']+)'/gm)
    for (const [statement, from = ''] of exports) {
      const file = posix.join(posix.dirname(entry), from).replace(/^src\//, '')
      const topic = TOPICS.find((one) => one.from.test(file))
      if (!topic)
        throw new Error(`${entry}: no page of the reference has ${file}; see scripts/lib/sdk-docs.mjs.`)
      const path = relative(work, `${ROOT}src/${file}`).replaceAll('\\', '/')
      modules.set(topic, [...(modules.get(topic) ?? []), statement.replace(`'${from}'`, `'${path}'`)])
    }
  }
  const known = TOPICS.filter((topic) => modules.has(topic))
  return known.map((topic) => {
    const file = join(work, `${topic.page}.ts`)
    writeFileSync(
      file,
      `/**\n * ${topic.title}. From \`${packageOf(topic)}\`.\n * @module ${topic.page}\n */\n${(modules.get(topic) ?? []).join('\n')}\n`,
    )
    return file
  })
}

/**
 * @param {readonly string[]} entryPoints
 * @param {string} work
 * @param {string} out
 * @returns {Promise<string[]>}
 */
async function convert(entryPoints, work, out) {
  const {Application, Logger, LogLevel} = await import('typedoc')
  class Remarks extends Logger {
    /** @type {string[]} */
    lines = []
    /**
     * @override
     * @param {string} message
     * @param {import('typedoc').LogLevel} level
     */
    log(message, level) {
      if (level >= LogLevel.Warn) this.lines.push(message)
    }
  }
  const remarks = new Remarks()
  const app = await Application.bootstrapWithPlugins({
    ...options(work),
    entryPoints: [...entryPoints],
    ...{out, logLevel: 'Warn'},
  })
  app.logger = remarks
  const project = await app.convert()
  if (!project) throw new Error(remarks.lines.join('\n'))
  app.validate(project)
  await app.generateOutputs(project)
  return remarks.lines
}

/**
 * Nothing of the machine, the repository or the line goes into the pages: they change when the comments do.
 * @param {string} work
 */
function options(work) {
  const tsconfig = join(work, 'tsconfig.json')
  const compilerOptions = {noEmit: true, rootDir: ROOT}
  writeFileSync(
    tsconfig,
    JSON.stringify({extends: `${ROOT}tsconfig.json`, compilerOptions, include: ['*.ts']}),
  )
  /** @type {import('typedoc').TypeDocOptionMap['requiredToBeDocumented']} */
  const requiredToBeDocumented = ['Class', 'Interface', 'TypeAlias', 'Function', 'Variable']
  return {
    tsconfig,
    ...{plugin: ['typedoc-plugin-markdown'], router: 'module', skipErrorChecking: true},
    ...{name: 'SDK reference', readme: 'none', disableSources: true, githubPages: false},
    ...{excludePrivate: true, excludeProtected: true, excludeInternal: true, excludeExternals: true},
    validation: {notExported: true, invalidLink: true, notDocumented: true},
    requiredToBeDocumented,
    // A table of names, which `Feature` and `Capabilities.features` show.
    intentionallyNotExported: ['FEATURES'],
    ...{hidePageHeader: true, hideBreadcrumbs: true, hideGroupHeadings: true, useCodeBlocks: true},
    ...{parametersFormat: 'table', interfacePropertiesFormat: 'table', typeDeclarationFormat: 'table'},
    ...{classPropertiesFormat: 'table', typeAliasPropertiesFormat: 'table', expandObjects: true},
  }
}

/** The page that leads to the others. */
function index() {
  const rows = TOPICS.map((topic) => {
    return `| [${topic.page}](${topic.page}.md) | ${topic.title} | \`${packageOf(topic)}\` |`
  })
  return `# SDK reference

What programs import, made from the doc comments by \`npm run docs:sdk\`. Begin at [client](client.md); programs that
use it: [SDK](../sdk.md).

| page | what | import from |
|---|---|---|
${rows.join('\n')}
`
}

/** @param {Topic} topic */
function packageOf({page}) {
  return page.startsWith('ops-') ? 'bai-cli/ops' : 'bai-cli'
}
