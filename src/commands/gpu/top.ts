import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {listFlags, watchFlag} from '../../cli/flags.js'
import {sessionUseView} from '../../cli/views/gpu-use.js'
import type {SessionUse} from '../../sdk/index.js'

export default class GpuTop extends ApiCommand<void> {
  static override summary = 'Show what sessions use of their GPUs now.'
  static override description = `GPU is the share a session holds, UTIL what it does with it, GPU MEM what it has taken of its
memory; CPU 100% is one core. Agents measure every few seconds; what has not been measured yet is shown as -.`
  static override examples = [
    {description: 'Your sessions with a GPU', command: '<%= config.bin %> gpu top'},
    {description: 'Those that idle', command: "<%= config.bin %> gpu top --filter 'gpuPercent<5'"},
    {description: "Everybody's, again and again", command: '<%= config.bin %> gpu top --all-users --watch'},
  ]
  static override flags = {
    ...listFlags,
    'all-users': Flags.boolean({char: 'A', summary: "Everybody's that you may see."}),
    all: Flags.boolean({char: 'a', summary: 'Sessions without a GPU too.'}),
    watch: watchFlag,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(GpuTop)
    const client = await this.connect(flags)
    const query = {scope: flags['all-users'] ? 'all' : 'own', withoutGpu: flags.all} as const
    const look = (signal: AbortSignal): Promise<SessionUse[]> => client.sessionUse(query, {signal})
    if (flags.watch) return this.watchList(look, sessionUseView, flags)
    await this.renderList(await look(this.signal), sessionUseView, flags)
  }
}
