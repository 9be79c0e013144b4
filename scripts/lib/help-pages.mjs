// @ts-check
// Every help page, as people get it on a terminal of the usual widths: made once by the build, so that no page has to be
// laid out when somebody asks for it.
import {createHash} from 'node:crypto'
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {pathToFileURL} from 'node:url'
import {runTool} from './commands.mjs'
import {CACHE} from './compile.mjs'
import {ROOT} from './root.mjs'

/** Columns. What is no terminal gets the first. */
export const WIDTHS = [80, 100]

/** @typedef {Record<string, string[]>} HelpPages Name of a command or topic → its page for each width, coloured. */

/**
 * The pages of the built commands.
 * @returns {Promise<HelpPages>}
 */
export async function helpPages() {
  const sources = ['oclif.manifest.json', 'package.json', 'dist/cli/help.js', 'scripts/lib/help-pages.mjs']
  const hash = createHash('sha256')
  for (const file of sources) hash.update(readFileSync(ROOT + file))
  const kept = `${CACHE}help-${hash.digest('hex').slice(0, 16)}.json`
  if (!existsSync(kept)) {
    // A process of its own, because colour is decided when the framework is loaded.
    const {status, stdout, stderr} = await runTool('../scripts/lib/help-pages.mjs', [], {
      env: {...process.env, FORCE_COLOR: '1'},
    })
    if (status !== 0) throw new Error(`The help pages cannot be made:\n${stderr}`)
    mkdirSync(CACHE, {recursive: true})
    writeFileSync(kept, stdout)
  }
  return JSON.parse(readFileSync(kept, 'utf8'))
}

async function makePages() {
  const {Config} = await import('@oclif/core')
  /** @type {typeof import('../../src/cli/help.js')} */
  const {default: Help} = await import(pathToFileURL(`${ROOT}dist/cli/help.js`).href)
  const config = await Config.load({root: ROOT})
  // Of this machine nothing may be in the pages.
  config.userAgent = `bai ${config.version}`
  const names = ['', ...config.commandIDs, ...config.topics.map(({name}) => name)]
  /** @type {HelpPages} */
  const pages = {}
  for (const name of new Set(names)) {
    pages[name] = []
    for (const maxWidth of WIDTHS) {
      let text = ''
      class Page extends Help {
        /** @override @param {readonly string[]} words */
        log(...words) {
          text += `${words.join(' ')}\n`
        }
      }
      await new Page(config, {maxWidth}).showHelp(name === '' ? [] : name.split(':'))
      pages[name].push(text)
    }
  }
  process.stdout.write(JSON.stringify(pages))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await makePages()
