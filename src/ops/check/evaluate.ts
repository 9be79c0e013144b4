import type {ServiceName} from '../site/names.js'
import {compareVersions, type HostFacts} from './probe.js'
import {
  FIXES,
  PROGRAMS,
  RECOMMENDED_VERSIONS,
  REQUIREMENTS,
  type Program,
  type Requirement,
} from './requirements.js'

/** One line of a check. */
export interface CheckLine {
  host: string
  /** Roles that ask for it. */
  roles: readonly ServiceName[]
  item: string
  need: string
  have: string
  /** `unknown`: the system does not tell; no failure. */
  result: 'ok' | 'failed' | 'unknown'
  /** What to run, where it failed. */
  fix: string | null
}

export interface CheckWish {
  recommended: boolean
  /** Add up what the roles of one host need; otherwise the greatest of each counts. */
  sum: boolean
}

const GIB = 1024 ** 3
/** Firmware and kernel keep a little of the memory that was bought. */
const MEMORY_TOLERANCE = 0.94

/** Compares a host with what its roles need. Without I/O. */
export function evaluate(
  host: string,
  roles: readonly ServiceName[],
  facts: HostFacts,
  wish: CheckWish,
): CheckLine[] {
  const needs = (of: (needed: Requirement) => number | undefined): number => {
    const amounts = roles.map((role) => of(REQUIREMENTS[role]) ?? 0)
    const amount = wish.sum ? amounts.reduce((sum, each) => sum + each, 0) : Math.max(0, ...amounts)
    return wish.recommended ? amount * 2 : amount
  }
  const asking = (test: (needed: Requirement) => boolean): ServiceName[] =>
    roles.filter((role) => test(REQUIREMENTS[role]))
  const line = (item: string, of: Measure, who: readonly ServiceName[] = roles): CheckLine[] => {
    if (who.length === 0) return []
    const {need, have, ok, fix} = of
    const result = ok === null ? 'unknown' : ok ? 'ok' : 'failed'
    return [{host, roles: who, item, need, have, result, fix: result === 'failed' ? fix : null}]
  }
  const withDisk = asking(({diskGib}) => diskGib !== undefined)
  return [
    ...line(
      'CPU',
      cores(
        needs((needed) => needed.cores),
        facts,
      ),
    ),
    ...line(
      'memory',
      memory(
        needs((needed) => needed.memoryGib),
        facts,
      ),
    ),
    ...line(
      'disk',
      disk(
        needs((needed) => needed.diskGib),
        facts,
      ),
      withDisk,
    ),
    ...line(
      'disk kind',
      diskKind(facts),
      asking(({ssd}) => ssd === true),
    ),
    ...line(
      'GPU',
      gpu(facts),
      asking(({gpu: wanted}) => wanted === true),
    ),
    ...programNames(roles).flatMap((program) => {
      const who = asking(({programs}) => programs[program] !== undefined)
      return line(PROGRAMS[program], programMeasure(program, who, {facts, wish}), who)
    }),
  ]
}

interface Measure {
  need: string
  have: string
  ok: boolean | null
  fix: string
}

function cores(need: number, {cores: have}: HostFacts): Measure {
  const fix = `Give the host ${need} cores, or move a role to another host.`
  return {need: `${need} cores`, have: have === null ? '?' : `${have} cores`, ok: atLeast(have, need), fix}
}

function memory(need: number, {memoryBytes}: HostFacts): Measure {
  const ok = atLeast(memoryBytes, need * GIB * MEMORY_TOLERANCE)
  const fix = `Give the host ${need} GiB of memory, or move a role to another host.`
  return {need: `${need} GiB`, have: gib(memoryBytes), ok, fix}
}

function disk(need: number, {diskBytes}: HostFacts): Measure {
  const fix = `Put /var/lib/docker on a file system of more than ${need} GiB.`
  const ok = diskBytes === null ? null : diskBytes > need * GIB
  return {need: `> ${need} GiB`, have: gib(diskBytes), ok, fix}
}

function diskKind({ssd}: HostFacts): Measure {
  const have = ssd === null ? '?' : ssd ? 'SSD' : 'rotating'
  return {need: 'SSD', have, ok: ssd, fix: 'Put /var/lib/docker on an SSD.'}
}

function gpu({gpus}: HostFacts): Measure {
  const have = gpus.length === 0 ? 'none' : gpus.join('; ')
  const fix = 'Install a GPU and its driver (sudo apt-get install nvidia-driver), then check with: nvidia-smi'
  return {need: 'NVIDIA GPU with driver', have, ok: gpus.length > 0, fix}
}

function programMeasure(
  program: Program,
  roles: readonly ServiceName[],
  {facts, wish}: {facts: HostFacts; wish: CheckWish},
): Measure {
  const least =
    roles
      .map((role) => REQUIREMENTS[role].programs[program] ?? '')
      .toSorted(compareVersions)
      .at(-1) ?? ''
  const wanted = (wish.recommended ? RECOMMENDED_VERSIONS[program] : undefined) ?? least
  const have = facts.versions[program]
  const ok = have !== undefined && (wanted === '' || compareVersions(have, wanted) >= 0)
  return {need: wanted === '' ? 'installed' : `>= ${wanted}`, have: have ?? 'none', ok, fix: FIXES[program]}
}

function programNames(roles: readonly ServiceName[]): Program[] {
  const asked = roles.flatMap((role) => Object.keys(REQUIREMENTS[role].programs))
  return (Object.keys(PROGRAMS) as Program[]).filter((program) => asked.includes(program))
}

function atLeast(have: number | null, need: number): boolean | null {
  return have === null ? null : have >= need
}

function gib(bytes: number | null): string {
  return bytes === null ? '?' : `${(bytes / GIB).toFixed(1)} GiB`
}
