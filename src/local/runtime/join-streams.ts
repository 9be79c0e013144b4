import {pipeline, type Duplex} from 'node:stream'

/** Lets two connections speak to each other: each end is passed on, and a failure of one is the end of both. */
export function joinStreams(one: Duplex, other: Duplex): void {
  pipeline(one, other, one, (error) => {
    if (!error) return
    one.destroy()
    other.destroy()
  })
}
