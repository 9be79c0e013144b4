import {SdkError} from '../../sdk/index.js'

/** One line of `doctor`. */
export interface DoctorLine {
  check: string
  /** `skipped`: an earlier one failed that this one needs. */
  result: 'ok' | 'failed' | 'skipped'
  detail: string
  /** What to do about it; null when nothing. */
  fix: string | null
}

/** Thrown by a step that found something wrong which is no error of the SDK. */
export class Finding extends Error {
  constructor(
    message: string,
    readonly fix: string,
  ) {
    super(message)
    this.name = 'Finding'
  }
}

/** One thing to look at. `run` gives what is well in words, and throws what is not. */
export interface DoctorStep {
  check: string
  /** Steps that must have gone well; after a failed one this one is skipped. */
  needs: readonly string[]
  run: () => Promise<string>
}

/** Takes the steps in order. What a step throws becomes its line; only an interruption ends the whole. */
export async function runSteps(steps: readonly DoctorStep[], signal: AbortSignal): Promise<DoctorLine[]> {
  const lines: DoctorLine[] = []
  for (const {check, needs, run} of steps) {
    const missing = needs.find((need) => lines.some((line) => line.check === need && line.result !== 'ok'))
    if (missing !== undefined) {
      lines.push({check, result: 'skipped', detail: `needs ${missing}`, fix: null})
      continue
    }
    try {
      lines.push({check, result: 'ok', detail: await run(), fix: null})
    } catch (error) {
      if (signal.aborted) throw error
      lines.push({check, result: 'failed', ...wordsOf(error)})
    }
  }
  return lines
}

function wordsOf(error: unknown): Pick<DoctorLine, 'detail' | 'fix'> {
  if (error instanceof Finding) return {detail: error.message, fix: error.fix}
  const detail = error instanceof Error ? error.message : String(error)
  return {detail, fix: error instanceof SdkError && error.hints.length > 0 ? error.hints.join(' ') : null}
}
