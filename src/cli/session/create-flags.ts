import {Flags} from '@oclif/core'
import {durationFlag, sizeFlag} from '../flags.js'

/** Flags that say what a new session shall be; `session create` and `run` take them. */
export const sessionFlags = {
  gpu: Flags.string({char: 'g', summary: 'GPUs or a fraction of one: 0.4, 2.', helpValue: 'AMOUNT'}),
  'gpu-mem': sizeFlag({
    summary: 'Share of a GPU by memory: 16g (needs gpuMemory).',
    exclusive: ['gpu'],
  }),
  cpu: Flags.string({char: 'c', summary: 'CPU cores.', helpValue: 'N'}),
  mem: Flags.string({char: 'm', summary: 'Memory: 4g, 512m.', helpValue: 'SIZE'}),
  shm: sizeFlag({summary: 'Shared memory: 1g.'}),
  resource: Flags.string({
    char: 'r',
    summary: 'Amount of any slot: cuda.shares=0.5.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'SLOT=AMOUNT',
  }),
  env: Flags.string({
    char: 'e',
    summary: 'Variable; KEY alone takes the one from here.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  }),
  volume: Flags.string({
    char: 'V',
    aliases: ['mount'],
    summary: 'Mount a virtual folder.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME[:PATH]',
  }),
  preopen: Flags.integer({
    summary: 'Port that something in it will serve.',
    multiple: true,
    multipleNonGreedy: true,
    min: 1024,
    max: 65_535,
    helpValue: 'PORT',
  }),
  project: Flags.string({char: 'G', aliases: ['group'], summary: 'Project that pays for it.'}),
  'resource-group': Flags.string({char: 'R', aliases: ['scaling-group'], summary: 'Resource group.'}),
  priority: Flags.integer({summary: 'Scheduling priority.', min: 0, max: 100}),
  tag: Flags.string({summary: 'Free text to find it by.'}),
  cluster: Flags.integer({summary: 'Containers of one session.', min: 1, helpValue: 'N'}),
  agent: Flags.string({summary: 'Agents it must run on.', multiple: true, multipleNonGreedy: true}),
  'time-limit': durationFlag({char: 't', summary: 'Longest run time of a batch session.'}),
}
