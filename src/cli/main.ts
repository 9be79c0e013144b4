import {Errors} from '@oclif/core'
import {CommandConfig} from './command-config.js'
import type {Asked} from './dispatch.js'
import {reportError, type ReportOptions} from './report.js'

/** The file of one command. */
interface CommandModule {
  default: {id: string; start: (argv: string[], config: CommandConfig) => Promise<void>}
}

/** A command line whose command has been found. */
export interface CommandLine {
  asked: Extract<Asked, {kind: 'command' | 'help'}>
  /** Folder of the package. */
  root: string
  version: string
  /** How to tell an error from before the command. */
  report: ReportOptions
}

/**
 * Runs one command line. Errors of commands are told by the commands themselves; here remain those from before a
 * command exists. Returns the process status.
 */
export async function main(
  line: CommandLine,
  files: Readonly<Record<string, () => Promise<CommandModule>>>,
): Promise<number> {
  // Whoever reads the remarks may leave first; that is no failure of the command.
  process.stderr.on('error', () => undefined)
  // Node ends, with 0, when nothing is left that could wake it, whatever is still being waited for.
  const unfinished = (): void => {
    process.exitCode ||= reportError(new Error('It ended before its work was done.'), line.report)
  }
  process.once('exit', unfinished)
  try {
    await run(line, files)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof Errors.ExitError) return error.oclif.exit ?? 1
    return reportError(error, line.report)
  } finally {
    process.off('exit', unfinished)
  }
}

async function run(
  {asked, root, version}: CommandLine,
  files: Readonly<Record<string, () => Promise<CommandModule>>>,
): Promise<void> {
  if (asked.kind === 'help') {
    const {showHelpPage} = await import('./help-page.js')
    return showHelpPage(asked.page, root)
  }
  const load = files[asked.id]
  if (!load) throw new Error(`The build has no file for ${asked.id}.`)
  const {default: Command} = await load()
  Command.id = asked.id
  await Command.start(asked.argv, new CommandConfig(root, version))
}
