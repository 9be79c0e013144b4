import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {listFlags, watchFlag} from '../../cli/flags.js'
import {gpuView} from '../../cli/views/gpu.js'
import {NotAllowedError, type Gpu} from '../../sdk/index.js'

export default class GpuList extends ApiCommand<void> {
  static override summary = 'List the GPUs: what is taken, what is free, what fits.'
  static override description = `Administrators of managers from 25.4 on see each device; others see what each node has in all.
LARGEST FIT is the most that one session may get there now.`
  static override examples = [
    {description: 'All GPUs', command: '<%= config.bin %> gpu list'},
    {description: 'Where half a GPU fits', command: "<%= config.bin %> gpu list --filter 'largest>=0.5'"},
    {description: 'Again at every change', command: '<%= config.bin %> gpu list --watch'},
  ]
  static override flags = {
    ...listFlags,
    'resource-group': Flags.string({char: 'R', summary: 'Only those of this resource group.'}),
    watch: watchFlag,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(GpuList)
    await this.connect(flags)
    const list = (signal: AbortSignal): Promise<Gpu[]> => this.#gpus(flags['resource-group'], signal)
    if (flags.watch) return this.watchList(list, gpuView, flags)
    await this.renderList(await list(this.signal), gpuView, flags)
  }

  async #gpus(resourceGroup: string | undefined, signal: AbortSignal): Promise<Gpu[]> {
    const client = await this.connect()
    const gpus = await client.gpus({resourceGroup}, {signal})
    if (gpus !== undefined) return gpus
    throw new NotAllowedError('The manager hides its agents, and with them its GPUs, from this account.', {
      hints: ['`bai quota` tells what would fit now.'],
    })
  }
}
