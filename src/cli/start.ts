import {join} from 'node:path'
import {asksForJson} from './asks-for-json.js'
import {platformDirectories} from './config/directories.js'
import {dispatch, unknownCommand, type CommandTable} from './dispatch.js'
import {keptHelp, type HelpIndex} from './kept-help.js'
import type {CommandLine} from './main.js'
import {reportError} from './report.js'
import {unknownFlagError} from './unknown-flags.js'

// Put in by the build.
declare const BAI_VERSION: string
declare const BAI_BUILD: string
/** Texts in JSON: V8 reads them faster than the same as code, and the second only where a page is asked for. */
declare const BAI_COMMANDS: string
declare const BAI_HELP: string

/** What the bundle is entered by. */
interface MainModule {
  run: (line: CommandLine) => Promise<number>
}

/**
 * Starts the program. `root` is the package's folder, `require` is that of its first file. What can be answered without
 * loading anything is answered here: a version takes no longer than an empty script.
 */
export async function start(
  argv: readonly string[],
  root: string,
  require: (id: string) => unknown,
): Promise<void> {
  const commands = JSON.parse(BAI_COMMANDS) as CommandTable
  const asked = dispatch(argv, commands)
  const page =
    asked.kind === 'help' ? keptHelp(asked.page, JSON.parse(BAI_HELP) as HelpIndex, root) : undefined
  const report = {json: asksForJson(argv), debug: argv.includes('--debug')}
  if (asked.kind === 'version') {
    process.stdout.write(`bai ${BAI_VERSION}\n`)
  } else if (page !== undefined) {
    process.stdout.write(page)
  } else if (asked.kind === 'unknown') {
    process.exitCode = reportError(unknownCommand(asked.words, commands), report)
  } else if (asked.kind === 'misused') {
    process.exitCode = reportError(unknownFlagError(asked.flags, asked.known), report)
  } else {
    const name = asked.kind === 'help' ? 'help' : asked.id.replaceAll(':', '-')
    const {Modules} = await import('./modules.js')
    const modules = new Modules({
      folder: join(root, 'bundle'),
      keptFile: await keptFile(name),
      require,
      import: (id) => import(id),
    })
    const {run} = modules.require('entry.js') as MainModule
    process.exitCode = await run({asked, root, version: BAI_VERSION, report})
  }
}

/** Starts the process of the local cluster. `folder` is that of the bundle. */
export async function startManager(folder: string, require: (id: string) => unknown): Promise<void> {
  const {Modules} = await import('./modules.js')
  new Modules({folder, keptFile: undefined, require, import: (id) => import(id)}).require('local/main.js')
}

/** Compiled code is good for one build of ours under one build of Node. */
async function keptFile(name: string): Promise<string> {
  const {env, platform, arch, version} = process
  const home = env['HOME'] || (await import('node:os')).homedir()
  const {cacheDir} = platformDirectories(env, platform, home)
  return join(env['BAI_CACHE_DIR'] || cacheDir, 'code', `${BAI_BUILD}-${version}-${arch}`, name)
}
