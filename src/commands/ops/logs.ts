import {Flags} from '@oclif/core'
import {once} from 'node:events'
import {UsageError} from '../../cli/errors.js'
import {durationFlag} from '../../cli/flags.js'
import {OpsCommand} from '../../cli/ops-command.js'
import {logWriter} from '../../cli/ops/log-writer.js'
import type {LogLine, Target} from '../../ops/index.js'

export default class OpsLogs extends OpsCommand<void> {
  static override summary = "Print the services' logs, merged by time."
  static override description =
    'Journal and compose alike. One service on one host is printed as it is, without prefix.'
  static override strict = false
  static override usage = 'ops logs [SERVICE…] [FLAGS]'
  static override examples = [
    {description: 'The last lines of everything', command: '<%= config.bin %> ops logs all --tail 20'},
    {description: 'Follow two', command: '<%= config.bin %> ops logs manager agent --follow --tail 0'},
    {
      description: 'Errors of the last hour',
      command: '<%= config.bin %> ops logs all --since 1h --grep ERROR',
    },
  ]
  static override flags = {
    follow: Flags.boolean({char: 'f', summary: 'Go on printing until Ctrl-C.'}),
    tail: Flags.integer({summary: 'Only the last lines of each service.', min: 0, helpValue: 'N'}),
    since: durationFlag({summary: 'Only of this last time: 10m, 2h.'}),
    grep: Flags.string({char: 'g', summary: 'Only lines that match this pattern.', helpValue: 'PATTERN'}),
    'dry-run': Flags.boolean({summary: 'Print the command lines that would be run.'}),
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(OpsLogs)
    const {chooseTargets, prepareLogs, streamLogs} = await import('../../ops/index.js')
    const hosts = await this.hosts(flags)
    const targets = chooseTargets(hosts.site, argv.map(String), hosts.choose(flags.host))
    const show = logWriter({...style(targets), colour: this.out.colour, pattern: patternOf(flags.grep)})
    const {stdout} = process
    const options = {
      follow: flags.follow,
      tail: flags.tail,
      since: flags.since === undefined ? undefined : new Date(Date.now() - flags.since),
      signal: this.signal,
      timeoutMs: flags.timeout,
      warn: (text: string) => this.note(text),
      write: async (line: LogLine): Promise<void> => {
        const text = show(line)
        if (text !== undefined && !stdout.write(text)) await once(stdout, 'drain')
      },
    }
    const {sources, error} = await prepareLogs(hosts, targets, options)
    if (flags['dry-run']) for (const {line} of sources) stdout.write(`${line}\n`)
    const print = async (): Promise<void> => {
      const failed = flags['dry-run'] ? undefined : await streamLogs(hosts, sources, options)
      const reason = error ?? failed
      if (reason !== undefined) throw reason
    }
    await this.untilInterrupted(print())
  }
}

function style(targets: readonly Target[]): {prefix: 'none' | 'service' | 'service@host'; width: number} {
  const services = new Set(targets.map(({spec}) => spec.name))
  if (targets.length === 1) return {prefix: 'none', width: 0}
  const prefix = services.size < targets.length ? 'service@host' : 'service'
  const names = targets.map(({spec, host}) => (prefix === 'service' ? spec.name : `${spec.name}@${host}`))
  return {prefix, width: Math.max(...names.map((name) => name.length))}
}

function patternOf(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined
  try {
    return new RegExp(text)
  } catch {
    throw new UsageError(`--grep: "${text}" is not a regular expression.`)
  }
}
