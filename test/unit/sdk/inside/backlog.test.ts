import {expect} from 'chai'
import {PassThrough, Writable} from 'node:stream'
import {Backlog} from '../../../../src/sdk/inside/backlog.js'
import {rejection} from '../../../support/rejection.js'

describe('what waits to be written', () => {
  it('is passed on to the last byte before the end is told', async () => {
    const heard: string[] = []
    const slow = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        heard.push(chunk.toString())
        setImmediate(done)
      },
    })
    const source = new PassThrough()

    const pumped = new Backlog(new PassThrough()).pump(source, slow)
    source.write('a')
    source.end('b')
    await pumped

    expect(heard.join('')).to.equal('ab')
  })

  it('fails when it cannot be written, also after everything has come', async () => {
    // Takes the first piece, and never says that it is done with it.
    const stuck = new Writable({write: () => undefined})
    const source = new PassThrough()

    const pumped = new Backlog(new PassThrough()).pump(source, stuck)
    source.once('end', () => setImmediate(() => stuck.destroy(new Error('The disk is full.'))))
    source.end('a')

    expect((await rejection(pumped, Error)).message).to.equal('The disk is full.')
  })
})
