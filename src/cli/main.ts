import {Config, Errors, run} from '@oclif/core'
import {UsageError} from './errors.js'
import {asksForJson} from './flags.js'
import {reportError} from './report.js'
import {suggestions} from './suggest.js'

/**
 * Runs one command line. Errors of commands are told by the commands themselves; here remain those from before a
 * command exists. Returns the process status.
 */
export async function main(argv: readonly string[], root: string): Promise<number> {
  // Whoever reads the remarks may leave first; that is no failure of the command.
  process.stderr.on('error', () => undefined)
  const config = await Config.load({root})
  try {
    await run([...argv], config)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof Errors.ExitError) return error.oclif.exit ?? 1
    const json = asksForJson(argv)
    return reportError(unknownCommand(error, argv, config) ?? error, {json, debug: argv.includes('--debug')})
  }
}

/** oclif says "command a:b not found"; people want to know what they may have meant. */
function unknownCommand(error: unknown, argv: readonly string[], config: Config): UsageError | undefined {
  if (!(error instanceof Error) || !/^command .+ not found$/.test(error.message)) return undefined
  const words = argv.slice(0, argv.findIndex((word) => word.startsWith('-')) >>> 0)
  const known = [...config.commandIDs, ...config.topics.map((topic) => topic.name)].map((id) =>
    id.replaceAll(':', ' '),
  )
  const near = suggestions(words.slice(0, 2).join(' '), known)
  const more = near.length > 0 ? near : suggestions(words[0] ?? '', known)
  const hint = more.length > 0 ? `Did you mean ${more.map((word) => `\`bai ${word}\``).join(' or ')}?` : ''
  return new UsageError(`There is no command "bai ${words.join(' ')}".`, [
    ...(hint ? [hint] : []),
    '`bai help` lists all commands.',
  ])
}
