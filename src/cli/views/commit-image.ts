import {formatSize} from '../../sdk/index.js'
import type {View} from '../output/view.js'

/** What became of a session that was made an image, or under --dry-run what would. */
export interface CommitView {
  /** Full reference; null when only the manager will know it. */
  image: string | null
  owner: string
  session: string
  sessionId: string
  via: 'api' | 'docker'
  /** Bytes the session wrote, which the image has besides the image it started from. */
  savedBytes: number | null
  /** What is not in the image. */
  notSaved: readonly {path: string; kind: 'home' | 'folder'; sizeBytes: number | null}[]
  pushed: boolean | null
  /** Whether a session was started from it as a proof. */
  tried: boolean
  /** False under --dry-run. */
  made: boolean
  /** What was done, or would be: command lines and requests. */
  steps: readonly string[]
}

/** `admin commit-image`, `image commit`. */
export const commitImageView: View<CommitView> = {
  columns: [
    {key: 'image', value: (row) => row.image, shown: 'table'},
    {key: 'owner', value: (row) => row.owner, shown: 'table'},
    {key: 'session', value: (row) => row.session, shown: 'table'},
    {key: 'sessionId', value: (row) => row.sessionId, shown: 'data'},
    {key: 'via', value: (row) => row.via, shown: 'table'},
    {
      key: 'savedBytes',
      heading: 'SAVED',
      value: (row) => row.savedBytes,
      text: (row) => (row.savedBytes === null ? '' : formatSize(row.savedBytes)),
      align: 'right',
      shown: 'table',
    },
    {
      key: 'notSaved',
      value: (row) => row.notSaved.map((lost) => ({...lost})),
      text: (row) => row.notSaved.map(({path}) => path).join(', '),
      shown: 'wide',
    },
    {key: 'pushed', value: (row) => row.pushed, shown: 'wide'},
    {key: 'tried', value: (row) => row.tried, shown: 'wide'},
    {key: 'made', value: (row) => row.made, shown: 'data'},
    {key: 'steps', value: (row) => row.steps, shown: 'data'},
  ],
  name: (row) => row.image ?? '',
  id: (row) => row.image ?? '',
  empty: 'No image was made.',
}

/** What `--dry-run` shows of it: the lines. */
export const commitStepView: View<string> = {
  columns: [{key: 'step', value: (line) => line, keep: true, shown: 'table'}],
  name: (line) => line,
  id: (line) => line,
  empty: 'Nothing would be done.',
}
