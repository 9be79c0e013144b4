import {Flags} from '@oclif/core'
import {putLocalProfiles} from '../../cli/config/local-profiles.js'
import {UsageError} from '../../cli/errors.js'
import {outputFlags, sizeFlag} from '../../cli/flags.js'
import {LocalCommand} from '../../cli/local-command.js'
import {localPlanView, localStatusView} from '../../cli/views/local.js'
import {clusterStatus, planUp, RUNTIMES, upCluster, type TopologyChanges} from '../../local/index.js'

export default class LocalUp extends LocalCommand<void> {
  static override summary = 'Start a cluster on this machine.'
  static override description = `A manager that speaks the same API as Backend.AI, for trying, demos and tests. It listens
on 127.0.0.1 only; its GPUs are simulated. Makes the profiles "local" (a user) and "local-admin".
With --runtime docker the images are those of the engine that have the label ai.backend.kernelspec.
Sessions and settings of an earlier cluster are kept, and so is what no flag names; "bai local reset" removes them.`
  static override examples = [
    {description: 'One machine with one GPU', command: '<%= config.bin %> local up'},
    {
      description: 'Two machines with two GPUs of 24 GiB each',
      command: '<%= config.bin %> local up --agents 2 --gpus 2 --gpu-mem 24g',
    },
    {description: 'Sessions as containers', command: '<%= config.bin %> local up --runtime docker'},
  ]
  static override flags = {
    agents: Flags.integer({summary: 'Simulated machines.', min: 1, max: 1000, helpValue: 'N'}),
    cpus: Flags.integer({summary: 'Cores of each.', min: 1, helpValue: 'N'}),
    mem: sizeFlag({summary: 'Memory of each.'}),
    gpus: Flags.integer({summary: 'GPUs of each.', min: 0, max: 64, helpValue: 'N'}),
    'gpu-mem': sizeFlag({summary: 'Memory of each GPU.'}),
    'fgpu-per-gpu': Flags.string({summary: 'fGPU that one physical GPU is.', helpValue: 'AMOUNT'}),
    quantum: Flags.string({summary: 'Smallest step of a GPU share.', helpValue: 'AMOUNT'}),
    runtime: Flags.option({
      options: RUNTIMES,
      summary: "How sessions run: as process groups, or as containers of this machine's Docker.",
    })(),
    port: Flags.integer({summary: 'Port to listen on.', min: 1, max: 65_535}),
    'dry-run': Flags.boolean({summary: 'Show what would be started; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(LocalUp)
    const {folder, signal} = this
    const quantum = amountOf('quantum', flags.quantum)
    const options = {
      folder,
      signal,
      port: flags.port,
      runtime: flags.runtime,
      quantum,
      topology: topologyOf(flags),
    }
    if (flags['dry-run']) {
      await this.renderOne(await planUp(options), localPlanView, flags)
      return
    }
    const {current} = await putLocalProfiles(this.profiles, await upCluster(options))
    await this.renderOne(await clusterStatus(folder), localStatusView, flags)
    if (current !== 'local') {
      this.note(`Your current profile is "${current}". Use --profile local, or \`bai profile use local\`.`)
    }
  }
}

interface TopologyFlags {
  agents?: number | undefined
  cpus?: number | undefined
  mem?: number | undefined
  gpus?: number | undefined
  'gpu-mem'?: number | undefined
  'fgpu-per-gpu'?: string | undefined
}

/** What the flags say of the machines. */
function topologyOf(flags: TopologyFlags): TopologyChanges {
  return {
    agents: flags.agents,
    cpu: flags.cpus,
    memoryBytes: flags.mem,
    gpus: flags.gpus,
    gpuMemoryBytes: flags['gpu-mem'],
    sharesPerGpu: amountOf('fgpu-per-gpu', flags['fgpu-per-gpu']),
  }
}

/** An amount above zero with two decimals at most, which is what managers show. */
function amountOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined || /^(?!0*\.?0*$)\d+(\.\d{1,2})?$/.test(text)) return text
  throw new UsageError(`--${flag}: "${text}" is not an amount such as 1, 5 or 0.5.`)
}
