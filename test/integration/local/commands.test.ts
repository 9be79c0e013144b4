import {expect} from 'chai'
import {text} from 'node:stream/consumers'
import type {RunningKernel} from '../../../src/local/runtime/runtime.js'
import {eventually, kernelOf, processesWith, TestCluster} from './harness.js'

describe('further commands in a session of the local cluster', () => {
  let cluster: TestCluster
  let sessionId: string
  let kernel: RunningKernel

  before(async () => {
    cluster = await TestCluster.start()
    sessionId = String((await cluster.create('work', {config: {environ: {COLOUR: 'blue'}}}))['sessionId'])
    await cluster.reaches(sessionId, 'RUNNING')
    kernel = kernelOf(cluster, sessionId)
  })
  after(() => cluster.remove())

  it('gives both channels, the input and the exit code', async () => {
    const script = 'read line; echo "$line $COLOUR $EXTRA"; echo wrong >&2; pwd >&2; exit 7'

    const command = await kernel.run({argv: ['sh', '-c', script], environ: {EXTRA: 'sky'}})
    command.stdin.end('light\n')

    expect(await text(command.stdout)).to.equal('light blue sky\n')
    expect(await text(command.stderr)).to.equal(`wrong\n${kernel.home}\n`)
    expect(await command.ended).to.deep.equal({code: 7, signal: null})
  })

  it('tells the signal that ended it', async () => {
    const command = await kernel.run({argv: ['sleep', '600']})

    command.signal('SIGTERM')

    expect(await command.ended).to.deep.equal({code: null, signal: 'SIGTERM'})
  })

  it('ends with the program although what that started goes on', async () => {
    const command = await kernel.run({argv: ['sh', '-c', 'sleep 600 & echo started']})

    expect(await text(command.stdout)).to.equal('started\n')
    expect(await command.ended).to.deep.equal({code: 0, signal: null})
  })

  it('says that a program is not there as a shell does', async () => {
    const command = await kernel.run({argv: ['no-such-program']})

    expect(await text(command.stderr)).to.include('no-such-program')
    expect(await command.ended).to.deep.equal({code: 127, signal: null})
  })

  it('gives a command a terminal whose size changes, and which carries its interrupts', async () => {
    const script =
      'stty size; read go; stty size; trap "echo stopped; exit 9" INT; echo ready; while :; do sleep 1; done'
    const terminal = {rows: 30, columns: 90, type: 'xterm-256color'}
    const command = await kernel.run({argv: ['sh', '-c', script], terminal})
    const shown = {text: ''}
    command.stdout.on('data', (chunk: Buffer) => (shown.text += chunk.toString()))
    await eventually(() => shown.text.includes('30 90'), 'the first size')

    command.resize({rows: 41, columns: 101})
    command.stdin.write('go\r')
    await eventually(() => shown.text.includes('ready'), 'the loop')
    command.stdin.write('\u0003')

    expect(await command.ended).to.deep.equal({code: 9, signal: null})
    expect(shown.text).to.include('41 101').and.to.include('stopped')
  })

  it('leaves nothing running when the session ends, not even what left its process group', async () => {
    const command = await kernel.run({argv: ['sh', '-c', 'setsid sleep 601 & setsid sleep 602']})
    await eventually(() => processesWith(kernel.kernelId).length >= 4, 'the commands to run')

    await cluster.call('user', 'DELETE /session/work')

    expect(await command.ended).to.include({code: null})
    await cluster.reaches(sessionId, 'TERMINATED')
    await eventually(() => processesWith(kernel.kernelId).length === 0, 'all processes to end')
  })
})
