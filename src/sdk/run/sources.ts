import type {ChannelOptions} from '../inside/channel-ways.js'
import type {SessionChannel} from '../inside/channel.js'
import type {Explanation} from '../insight/why.js'
import type {CreateManyOptions, CreateOutcome} from '../resources/session-create-many.js'
import type {SessionSpec} from '../resources/session-spec.js'
import type {WaitOptions, WaitResult} from '../resources/session-wait.js'
import type {Sessions} from '../resources/sessions.js'
import type {Session} from '../schemas/session.js'
import type {RequestOptions} from '../transport/options.js'

/** What a job needs of an installation; a `BackendAI` client is one. */
export interface JobSources {
  sessions: Sessions
  createMany(specs: readonly SessionSpec[], options: CreateManyOptions): Promise<CreateOutcome[]>
  wait(ids: readonly string[], options: WaitOptions): Promise<WaitResult>
  why(sessions: readonly Session[], options: RequestOptions): Promise<Explanation[]>
  openChannel(session: Session, options: ChannelOptions): Promise<SessionChannel>
}
