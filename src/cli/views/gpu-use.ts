import {formatSize, type GpuRatio, type SessionUse} from '../../sdk/index.js'
import type {Column, View} from '../output/view.js'
import {gpuAmount} from './session.js'

/** `gpu top`: what sessions use of what they hold. */
export const sessionUseView: View<SessionUse> = {
  columns: [
    {key: 'name', value: (row) => row.name, minWidth: 12, shown: 'table'},
    {key: 'id', value: (row) => row.id, shown: 'wide'},
    {key: 'gpu', value: (row) => gpuAmount(row.slots), align: 'right', shown: 'table'},
    percent('gpuPercent', 'UTIL', (row) => row.gpuPercent),
    memory('gpuMemoryBytes', 'GPU MEM', (row) => [row.gpuMemoryBytes, row.gpuMemoryLimitBytes]),
    percent('cpuPercent', 'CPU', (row) => row.cpuPercent),
    memory('memoryBytes', 'MEM', (row) => [row.memoryBytes, row.memoryLimitBytes]),
    {key: 'user', value: (row) => row.user, shown: 'wide'},
    {key: 'resourceGroup', heading: 'GROUP', value: (row) => row.resourceGroup, shown: 'wide'},
    {key: 'gpuMemoryLimitBytes', value: (row) => row.gpuMemoryLimitBytes, shown: 'data'},
    {key: 'memoryLimitBytes', value: (row) => row.memoryLimitBytes, shown: 'data'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'No session with a GPU runs. With --all, those without one are shown too.',
}

/** `gpu ratio`: how many fGPU a physical GPU is. */
export const gpuRatioView: View<GpuRatio> = {
  columns: [
    {key: 'agent', value: (row) => row.agent, shown: 'table'},
    {key: 'slot', value: (row) => row.slot, shown: 'table'},
    {key: 'gpus', value: (row) => row.gpus, align: 'right', shown: 'table'},
    {key: 'shares', heading: 'FGPU', value: (row) => row.shares, align: 'right', shown: 'table'},
    {key: 'ratio', heading: 'PER GPU', value: (row) => row.ratio, align: 'right', shown: 'table'},
    size('gpuMemoryBytes', 'GPU MEM', (row) => row.gpuMemoryBytes),
    size('shareMemoryBytes', 'MEM OF 1 FGPU', (row) => row.shareMemoryBytes),
    {key: 'resourceGroup', heading: 'GROUP', value: (row) => row.resourceGroup, shown: 'wide'},
  ],
  name: (row) => row.agent,
  id: (row) => `${row.agent}/${row.slot}`,
  empty: 'No agent that is alive has a GPU.',
}

function percent<Row>(key: string, heading: string, of: (row: Row) => number | null): Column<Row> {
  return {
    ...{key, heading, value: of, align: 'right', drifts: true, shown: 'table'},
    text: (row) => {
      const value = of(row)
      return value === null ? '-' : `${value}%`
    },
  }
}

function memory<Row>(
  key: string,
  heading: string,
  of: (row: Row) => readonly [number | null, number | null],
): Column<Row> {
  return {
    ...{key, heading, align: 'right', drifts: true, shown: 'table'},
    value: (row) => of(row)[0],
    text: (row) => of(row).map(sizeText).join(' of '),
  }
}

function size<Row>(key: string, heading: string, of: (row: Row) => number | null): Column<Row> {
  return {key, heading, value: of, text: (row) => sizeText(of(row)), align: 'right', shown: 'table'}
}

function sizeText(bytes: number | null): string {
  return bytes === null ? '-' : formatSize(bytes)
}
