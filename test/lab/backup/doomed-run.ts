import {readdirSync, readFileSync} from 'node:fs'
import {setTimeout as pause} from 'node:timers/promises'
import {finished, type BaiResult} from '../../support/bai.js'
import type {Operator} from '../support/lab.js'

/** At so many moments of a run each victim is killed. */
const MOMENTS = Number(process.env['BAI_LAB_MOMENTS'] ?? 10)
/** How often one looks whether a moment has come. */
const LOOK_EVERY_MS = 5

/** A step of a restore, and some time after it has begun. */
export interface Moment {
  step: string
  laterMs: number
}

/** When a restore of databases is interrupted: a step that it tells, and how long after. */
const RESTORE_MOMENTS: readonly Moment[] = [
  {step: 'check', laterMs: 0},
  {step: 'check', laterMs: 150},
  {step: 'close', laterMs: 0},
  {step: 'close', laterMs: 60},
  {step: 'load', laterMs: 0},
  {step: 'load', laterMs: 100},
  {step: 'load', laterMs: 250},
  {step: 'compare', laterMs: 0},
  {step: 'swap', laterMs: 0},
  {step: 'drop', laterMs: 0},
]

/** The moments of a restore at which somebody is killed. */
export function restoreMoments(): readonly Moment[] {
  return RESTORE_MOMENTS.slice(0, MOMENTS)
}

/** Parts of a run's time, evenly spread. */
export function fractions(): number[] {
  return Array.from({length: MOMENTS}, (_, i) => (i + 0.5) / MOMENTS)
}

/** Does something at each moment: in each lane one after the other, in all lanes at the same time. */
export async function shareOut<Lane, Item>(
  lanes: readonly Lane[],
  moments: readonly Item[],
  act: (lane: Lane, moment: Item, index: number) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    lanes.map(async (lane, which) => {
      for (const [i, moment] of moments.entries()) if (i % lanes.length === which) await act(lane, moment, i)
    }),
  )
  const failure = outcomes.find(({status}) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
}

/** A `bai ops …` that runs, to kill it or something that works for it. */
export class DoomedRun {
  readonly pid: number
  /** How it ended. */
  readonly end: Promise<BaiResult>
  readonly #startedAt = performance.now()
  readonly #home: string
  readonly #signal: (name: 'SIGKILL') => boolean
  #over = false
  #said = ''

  constructor(who: Operator, argv: readonly string[]) {
    const child = who.user.start(['ops', ...argv, '--json'], {env: who.env})
    child.stdin.end()
    child.stderr.on('data', (piece: Buffer) => (this.#said += piece.toString()))
    this.pid = child.pid ?? 0
    this.#home = who.user.home
    this.#signal = (name) => child.kill(name)
    this.end = finished(child).finally(() => (this.#over = true))
  }

  /** How long a whole run takes here and now. */
  async duration(): Promise<number> {
    const {exitCode, stderr} = await this.end
    if (exitCode !== 0) throw new Error(`It ended with ${exitCode}: ${stderr}`)
    return performance.now() - this.#startedAt
  }

  /** How long a process of it lives when nobody kills it. */
  async life(find: (run: DoomedRun) => number | undefined): Promise<number> {
    const pid = await this.process(find)
    const start = performance.now()
    while (pid !== undefined && read(pid, 'comm') !== '') await pause(LOOK_EVERY_MS)
    const life = performance.now() - start
    await this.duration()
    if (pid === undefined) throw new Error('The process was never seen.')
    return life
  }

  /** Waits for a moment of it, or its end. */
  async reaches({step, laterMs}: Moment): Promise<void> {
    await this.#until(() => this.#said.includes(`${step} `))
    await this.lasts(laterMs)
  }

  /** Waits so long, or until its end. */
  async lasts(ms: number): Promise<void> {
    await Promise.race([pause(ms), this.end])
  }

  /** Waits for a process of it; undefined when it has ended before. */
  async process(find: (run: DoomedRun) => number | undefined): Promise<number | undefined> {
    let found: number | undefined
    await this.#until(() => (found = find(this)) !== undefined)
    return found
  }

  /** Kills `bai` itself, and waits until what it has started on this machine has found out and ended. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL')
    await this.end
    const ours = `HOME=${this.#home}\0`
    while (processes().some((pid) => read(pid, 'environ').includes(ours))) await pause(LOOK_EVERY_MS)
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!this.#over && !holds()) await pause(LOOK_EVERY_MS)
  }
}

/** Of a run: the PostgreSQL program of this name that dumps or loads for it, wherever it runs on this machine. */
export function postgresProgram(name: string): (run: DoomedRun) => number | undefined {
  return ({pid: owner}) =>
    processes().find((pid) => {
      if (read(pid, 'comm').trim() !== name) return false
      const session = /(?:^|\0)PGAPPNAME=bai (?:backup|restore) [^\0]*:(\d+)(?:\0|$)/.exec(
        read(pid, 'environ'),
      )
      return Number(session?.[1]) === owner
    })
}

/** Of a run: the ssh whose arguments match. */
export function sshFor(pattern: RegExp): (run: DoomedRun) => number | undefined {
  return ({pid: owner}) =>
    processes().find(
      (pid) =>
        read(pid, 'comm').trim() === 'ssh' &&
        Number(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1]) === owner &&
        pattern.test(read(pid, 'cmdline')),
    )
}

/** Sends SIGKILL; nothing when it has ended by itself meanwhile. */
export function killQuietly(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** A file of a process; empty when it has ended. */
function read(pid: number, name: 'comm' | 'cmdline' | 'environ' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
