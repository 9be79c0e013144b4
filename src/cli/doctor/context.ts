import type {BackendAI, TlsOptions} from '../../sdk/index.js'
import type {ResolvedSettings} from '../config/settings.js'

/** What the steps of `doctor` look at. */
export interface DoctorContext {
  /** Of this program. */
  version: string
  resolved: ResolvedSettings
  tls: TlsOptions
  /** A client without credentials, or one with those of the settings; rejects when they are missing. */
  client: (as: 'anyone' | 'self') => Promise<BackendAI>
  signal: AbortSignal
}
