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
declare const BAI_COMMANDS: CommandTable
declare const BAI_HELP: HelpIndex

/** What the bundle's main part exports. */
interface MainPart {
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
  const asked = dispatch(argv, BAI_COMMANDS)
  const page = asked.kind === 'help' ? keptHelp(asked.page, BAI_HELP, root) : undefined
  const report = {json: asksForJson(argv), debug: argv.includes('--debug')}
  if (asked.kind === 'version') {
    process.stdout.write(`bai ${BAI_VERSION}\n`)
  } else if (page !== undefined) {
    process.stdout.write(page)
  } else if (asked.kind === 'unknown') {
    process.exitCode = reportError(unknownCommand(asked.words, BAI_COMMANDS), report)
  } else if (asked.kind === 'misused') {
    process.exitCode = reportError(unknownFlagError(asked.flags, asked.known), report)
  } else {
    const name = asked.kind === 'help' ? 'help' : asked.id.replaceAll(':', '-')
    const {CodeCache} = await import('./code-cache.js')
    const cache = new CodeCache(await cacheFile(name), require, (id) => import(id))
    const {run} = cache.require(join(root, 'bundle', 'cli.js')) as MainPart
    process.exitCode = await run({asked, root, version: BAI_VERSION, report})
  }
}

/** Compiled code is good for one build of ours under one build of Node. */
async function cacheFile(name: string): Promise<string> {
  const {env, platform, arch, version} = process
  const home = env['HOME'] || (await import('node:os')).homedir()
  const {cacheDir} = platformDirectories(env, platform, home)
  return join(env['BAI_CACHE_DIR'] || cacheDir, 'code', `${BAI_BUILD}-${version}-${arch}`, name)
}
