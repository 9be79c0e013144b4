import {Flags} from '@oclif/core'
import {AdminCommand} from '../../cli/admin/admin-command.js'
import {dangerFlags} from '../../cli/admin/changes.js'
import {listFlags, sizeFlag} from '../../cli/flags.js'
import {planRatioChange} from '../../cli/gpu/ratio-change.js'
import {gpuRatioView} from '../../cli/views/gpu-use.js'
import {NotAllowedError, type GpuRatio} from '../../sdk/index.js'

export default class GpuRatioCommand extends AdminCommand {
  static override summary = 'Show how many fGPU one physical GPU is; set it.'
  static override description = `PER GPU is known to administrators only: agents tell others what they offer in all.
--set is for superadmins. It writes how much memory 1.0 fGPU has (unit_mem of the accelerator plugin, and unit_proc in the
same proportion where it is set) and reads it back. Agents take it up when they start again.`
  static override examples = [
    {description: 'As it is', command: '<%= config.bin %> gpu ratio'},
    {description: 'What would be written', command: '<%= config.bin %> gpu ratio --set 4 --dry-run'},
    {description: 'In a script', command: '<%= config.bin %> gpu ratio --set 4 --yes'},
  ]
  static override flags = {
    ...listFlags,
    ...dangerFlags,
    set: Flags.string({summary: 'fGPU that one physical GPU shall be.', helpValue: 'AMOUNT'}),
    plugin: Flags.string({summary: 'Accelerator plugin, where several are set: cuda.', dependsOn: ['set']}),
    'gpu-memory': sizeFlag({
      summary: 'Memory of the GPU that the ratio is of, where agents have different ones.',
      dependsOn: ['set'],
    }),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(GpuRatioCommand)
    const client = await this.connect(flags)
    const options = {signal: this.signal}
    const ratios = await client.gpuRatios(options)
    if (flags.set === undefined) return this.renderList(shown(ratios), gpuRatioView, flags)
    const wanted = {ratio: flags.set, plugin: flags.plugin, gpuMemoryBytes: flags['gpu-memory']}
    const {settings, ...change} = planRatioChange(
      wanted,
      await client.acceleratorSettings(options),
      ratios ?? [],
    )
    await this.change(flags, {
      ...change,
      question: `Make one GPU ${flags.set} fGPU on all agents`,
      apply: async () => {
        await client.setAccelerator(settings, options)
        this.note('Agents take it up when they start again: `bai ops restart agent`, host by host.')
      },
    })
  }
}

function shown(ratios: GpuRatio[] | undefined): GpuRatio[] {
  if (ratios !== undefined) return ratios
  throw new NotAllowedError('The manager hides its agents, and with them its GPUs, from this account.')
}
