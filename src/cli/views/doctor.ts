import type {DoctorLine} from '../doctor/steps.js'
import type {Tone, View} from '../output/view.js'

const TONES: Readonly<Record<DoctorLine['result'], Tone>> = {ok: 'good', failed: 'bad', skipped: 'muted'}

/** `doctor`. */
export const doctorView: View<DoctorLine> = {
  columns: [
    {key: 'check', value: (row) => row.check, keep: true, shown: 'table'},
    {key: 'result', value: (row) => row.result, tone: (row) => TONES[row.result], keep: true, shown: 'table'},
    {key: 'detail', value: (row) => row.detail, minWidth: 20, shown: 'table'},
    {key: 'fix', value: (row) => row.fix, minWidth: 20, shown: 'table'},
  ],
  name: (row) => row.check,
  id: (row) => row.check,
  empty: 'There was nothing to check.',
}
