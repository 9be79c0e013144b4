import {systemdUnits, UNIT, type Schedule} from '../backup/schedule.js'
import {OpsError, OpsUnreachableError, ProgramFailedError} from '../errors.js'
import type {Host} from '../host/host.js'
import type {Progress} from '../progress.js'

/** A step of setting up the timer: a file that is written, or a command. */
export type ScheduleStep = {write: string; text: string} | {run: readonly string[]}

const FOLDER = '/etc/systemd/system'
const TIMER = `${UNIT}.timer`

/** What makes systemd run the backups. */
export function planSchedule(schedule: Schedule): ScheduleStep[] {
  return [
    ...systemdUnits(schedule).map(({name, text}) => ({write: `${FOLDER}/${name}`, text})),
    {run: ['systemctl', 'daemon-reload']},
    {run: ['systemctl', 'enable', '--now', TIMER]},
  ]
}

/** What takes the timer away again. */
export function planUnschedule(): ScheduleStep[] {
  return [
    {run: ['systemctl', 'disable', '--now', TIMER]},
    {run: ['rm', '-f', `${FOLDER}/${TIMER}`, `${FOLDER}/${UNIT}.service`]},
    {run: ['systemctl', 'daemon-reload']},
  ]
}

/** The line a person could paste, or the file that would be written. */
export function stepText(host: Host, step: ScheduleStep): string {
  return 'run' in step ? host.commandLine(step.run, {asRoot: true}) : `${step.write}:\n${step.text}`
}

/** Carries it out. Rejects with `OpsUnreachableError` where systemd does not run. */
export async function applySchedule(
  host: Host,
  steps: readonly ScheduleStep[],
  {signal, progress}: {signal?: AbortSignal | undefined; progress?: Progress | undefined},
): Promise<void> {
  await requireSystemd(host, signal)
  for (const step of steps) {
    progress?.('run' in step ? step.run.join(' ') : `write ${step.write}`)
    if ('run' in step) await host.run(step.run, {asRoot: true, signal})
    else await host.writeFile(step.write, step.text, {asRoot: true, mode: 0o644, signal})
  }
}

async function requireSystemd(host: Host, signal: AbortSignal | undefined): Promise<void> {
  const hints = [
    'Without systemd, let cron do it: `bai ops backup schedule --cron "10 3 * * *"` prints the line.',
  ]
  try {
    await host.run(['systemctl', 'show', '--property=Version'], {signal})
  } catch (error) {
    if (!(error instanceof ProgramFailedError) && !(error instanceof OpsError && error.code === 'NOT_FOUND'))
      throw error
    throw new OpsUnreachableError(`systemd does not run on ${host.name}.`, {hints, cause: error})
  }
}
