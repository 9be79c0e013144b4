import {Flags} from '@oclif/core'
import {putLocalProfiles} from '../../cli/config/local-profiles.js'
import {UsageError} from '../../cli/errors.js'
import {outputFlags, sizeFlag} from '../../cli/flags.js'
import {LocalCommand} from '../../cli/local-command.js'
import {localStatusView} from '../../cli/views/local.js'
import {clusterStatus, DEFAULT_TOPOLOGY, upCluster, type Topology} from '../../local/index.js'

export default class LocalUp extends LocalCommand<void> {
  static override summary = 'Start a cluster on this machine.'
  static override description = `A manager that speaks the same API as Backend.AI, for trying, demos and tests. It listens
on 127.0.0.1 only; its GPUs are simulated. Makes the profiles "local" (a user) and "local-admin".
Sessions and settings of an earlier cluster are kept; "bai local reset" removes them.`
  static override examples = [
    {description: 'One machine with one GPU', command: '<%= config.bin %> local up'},
    {
      description: 'Two machines with two GPUs of 24 GiB each',
      command: '<%= config.bin %> local up --agents 2 --gpus 2 --gpu-mem 24g',
    },
  ]
  static override flags = {
    agents: Flags.integer({summary: 'Simulated machines.', min: 1, max: 1000, helpValue: 'N'}),
    cpus: Flags.integer({summary: 'Cores of each.', min: 1, helpValue: 'N'}),
    mem: sizeFlag({summary: 'Memory of each.'}),
    gpus: Flags.integer({summary: 'GPUs of each.', min: 0, max: 64, helpValue: 'N'}),
    'gpu-mem': sizeFlag({summary: 'Memory of each GPU.'}),
    'fgpu-per-gpu': Flags.string({summary: 'fGPU that one physical GPU is.', helpValue: 'AMOUNT'}),
    port: Flags.integer({summary: 'Port to listen on.', min: 1, max: 65_535}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(LocalUp)
    const {folder, signal} = this
    const topology = topologyOf(flags)
    const up = await upCluster({folder, signal, port: flags.port, topology})
    if (up.alreadyRunning && (topology || flags.port !== undefined)) {
      this.note('It runs already, as it was started; `bai local down` first to change it.')
    }
    const {current} = await putLocalProfiles(this.profiles, up)
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

/** Undefined when nothing is said: then the machines are those of the last time. */
function topologyOf(flags: TopologyFlags): Topology | undefined {
  const shares = flags['fgpu-per-gpu']
  if (shares !== undefined && !/^(?!0*\.?0*$)\d+(\.\d{1,2})?$/.test(shares)) {
    throw new UsageError(`--fgpu-per-gpu: "${shares}" is not an amount such as 1, 5 or 0.5.`)
  }
  const said = {
    agents: flags.agents,
    cpu: flags.cpus,
    memoryBytes: flags.mem,
    gpus: flags.gpus,
    gpuMemoryBytes: flags['gpu-mem'],
    sharesPerGpu: shares,
  }
  const given = Object.entries(said).filter(([, value]) => value !== undefined)
  return given.length === 0 ? undefined : {...DEFAULT_TOPOLOGY, ...Object.fromEntries(given)}
}
