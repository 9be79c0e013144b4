import {formatSize, type Gpu} from '../../sdk/index.js'
import type {VerifiedGpus} from '../gpu/verify.js'
import type {View} from '../output/view.js'

/** `gpu verify`: what a session was given, and what it sees. */
export const verifiedGpusView: View<VerifiedGpus> = {
  columns: [
    {key: 'session', value: (row) => row.session, shown: 'table'},
    {key: 'sessionId', value: (row) => row.sessionId, shown: 'data'},
    {key: 'share', value: (row) => row.share, align: 'right', shown: 'table'},
    {
      key: 'expectedBytes',
      heading: 'EXPECTED',
      value: (row) => row.expectedBytes,
      text: (row) => formatSize(row.expectedBytes),
      align: 'right',
      shown: 'table',
    },
    {
      key: 'seenBytes',
      heading: 'SEEN',
      value: (row) => row.seenBytes,
      text: (row) => formatSize(row.seenBytes),
      align: 'right',
      shown: 'table',
    },
    {
      key: 'deviationPercent',
      heading: 'OFF BY',
      value: (row) => row.deviationPercent,
      text: (row) => `${row.deviationPercent} %`,
      align: 'right',
      shown: 'table',
    },
    {
      key: 'ok',
      value: (row) => row.ok,
      text: (row) => (row.ok ? 'yes' : 'NO'),
      tone: (row) => (row.ok ? 'good' : 'bad'),
      shown: 'table',
    },
    {
      key: 'gpus',
      value: (row) => row.gpus.map((gpu) => ({...gpu})),
      text: (row) => row.gpus.map(({model}) => model).join(', '),
      shown: 'wide',
    },
  ],
  name: (row) => row.session,
  id: (row) => row.sessionId ?? row.session,
  empty: 'Nothing was verified.',
}

/** `gpu list`: what is taken and free of each GPU. */
export const gpuView: View<Gpu> = {
  columns: [
    {key: 'agent', value: (gpu) => gpu.agent, shown: 'table'},
    {key: 'device', value: (gpu) => gpu.device, text: deviceText, shown: 'table'},
    {key: 'slot', value: (gpu) => gpu.slot, shown: 'table'},
    {key: 'capacity', value: (gpu) => gpu.capacity, align: 'right', shown: 'table'},
    {key: 'used', value: (gpu) => gpu.used, align: 'right', shown: 'table'},
    {key: 'free', value: (gpu) => gpu.free, align: 'right', shown: 'table'},
    {key: 'largest', heading: 'LARGEST FIT', value: (gpu) => gpu.largest, align: 'right', shown: 'table'},
    {key: 'resourceGroup', heading: 'GROUP', value: (gpu) => gpu.resourceGroup, shown: 'table'},
  ],
  name: (gpu) => `${gpu.agent}/${gpu.device ?? gpu.slot}`,
  id: (gpu) => gpu.device ?? `${gpu.agent}/${gpu.slot}`,
  empty: 'No agent that is alive has a GPU.',
}

function deviceText(gpu: Gpu): string {
  return gpu.device === null ? 'all' : gpu.device.slice(0, 13)
}
