import type {RequestOptions} from '../transport/options.js'

/** Ways into a session: `auto` is ssh, or the execute API where the session has no ssh server. */
export const CHANNEL_WAYS = ['auto', 'ssh', 'api'] as const
/** One of `CHANNEL_WAYS`. */
export type ChannelWay = (typeof CHANNEL_WAYS)[number]

export interface ChannelOptions extends RequestOptions {
  via?: ChannelWay | undefined
  /** Told when `auto` does not take the first way, and why. */
  onDetour?: ((reason: string) => void) | undefined
}
