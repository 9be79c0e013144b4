import {Flags} from '@oclif/core'
import {CHANNEL_WAYS, type ChannelOptions, type ChannelWay} from '../../sdk/index.js'

const WAYS: readonly ChannelWay[] = CHANNEL_WAYS

/** The way commands and files take into a session. */
export const viaFlag = {
  via: Flags.string({
    summary: 'The way: its ssh server, or the execute API.',
    options: WAYS,
    default: 'auto',
    helpValue: 'WAY',
  }),
}

/** What a channel is opened with, by the flag. */
export function channelOptions(via: string, debug: (text: string) => void): ChannelOptions {
  return {via: WAYS.find((way) => way === via), onDetour: debug}
}
