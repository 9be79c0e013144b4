import {once} from 'node:events'
import {expect} from 'chai'
import {eventually, kernelOf, processesWith, TestCluster, type Answer, type Json} from './harness.js'
import {dial} from './ssh-client.js'

interface News {
  status: string
  runId: string
  exitCode: number | null
  options: Json | null
  files: unknown[]
  console: [string, string][]
}

describe('the execute API of the local cluster', () => {
  let cluster: TestCluster

  before(async function () {
    this.timeout(60_000)
    cluster = await TestCluster.start({defaultImages: ['base', 'python']})
    await cluster.create('shell', {enqueueOnly: false})
    await cluster.create('python', {image: 'python', enqueueOnly: false})
  })
  after(() => cluster.remove())

  function ask(session: string, body: Json): Promise<Answer> {
    return cluster.call('user', `POST /session/${session}`, {body: {code: '', ...body}})
  }

  async function news(session: string, body: Json): Promise<News> {
    const answer = await ask(session, body)
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
    return (answer.json as {result: News}).result
  }

  /** Everything a run tells, until it is over or wants something. */
  async function follow(session: string, first: Json): Promise<{all: News[]; out: string; err: string}> {
    const all = [await news(session, first)]
    while (!['finished', 'waiting-input'].includes(all.at(-1)?.status ?? '')) {
      all.push(await news(session, {mode: 'continue', run_id: all[0]?.runId}))
    }
    const items = all.flatMap(({console}) => console)
    const text = (channel: string) =>
      items
        .filter(([one]) => one === channel)
        .map(([, said]) => said)
        .join('')
    return {all, out: text('stdout'), err: text('stderr')}
  }

  it('runs the parts of a batch one after another and tells how each ended', async () => {
    const options = {clean: null, build: 'echo built', exec: 'echo run; echo wrong >&2; exit 5'}

    const {all, out, err} = await follow('shell', {mode: 'batch', run_id: 'b1', runId: 'b1', options})

    const steps = all.filter(({status}) => status !== 'continued')
    expect(steps.map(({status, exitCode}) => [status, exitCode])).to.deep.equal([
      ['clean-finished', 0],
      ['build-finished', 0],
      ['finished', 5],
    ])
    expect([out, err]).to.deep.equal(['built\nrun\n', 'wrong\n'])
    expect(all[0]).to.include.keys('runId', 'options', 'files', 'console')
  })

  it('tells output while a command runs', async () => {
    const options = {exec: 'echo early; while ! [ -f go ]; do sleep 0.05; done'}
    await news('shell', {mode: 'batch', run_id: 'b2', options})
    const seen: string[] = []
    await eventually(async () => {
      const {console} = await news('shell', {mode: 'continue', run_id: 'b2'})
      seen.push(...console.map(([, text]) => text))
      return seen.join('').includes('early')
    }, 'the early output')

    await (
      await kernelOf(cluster, await idOf('shell')).run({argv: ['touch', 'go']})
    ).ended

    const {all} = await follow('shell', {mode: 'continue', run_id: 'b2'})
    expect(all.at(-1)).to.include({status: 'finished', exitCode: 0})
  })

  it('interrupts a batch', async () => {
    await news('shell', {mode: 'batch', run_id: 'b3', options: {exec: 'BAI_MARK=interrupted sleep 605'}})
    await eventually(() => processesWith('BAI_MARK=interrupted').length > 0, 'the command to run')

    const {status} = await cluster.call('user', 'POST /session/shell/interrupt')

    const {all} = await follow('shell', {mode: 'continue', run_id: 'b3'})
    expect(status).to.equal(204)
    expect(all.at(-1)).to.include({status: 'finished', exitCode: 130})
  })

  it('keeps the variables of queries, and shows what the last line is', async () => {
    await follow('python', {mode: 'query', run_id: 'q1', code: 'import os\nx = 20'})

    const {all, out} = await follow('python', {
      mode: 'query',
      code: 'os.system("echo outside")\nprint("in")\nx + 1.5',
    })

    expect(out).to.equal('outside\nin\n21.5\n')
    expect(all.at(-1)).to.include({status: 'finished', exitCode: 0})
    expect(all[0]?.runId).to.match(/^\w+$/)
  })

  it('tells errors of a query with their place', async () => {
    const {all, err} = await follow('python', {mode: 'query', run_id: 'q2', code: '1/0'})

    expect(all.at(-1)).to.include({status: 'finished', exitCode: 1})
    expect(err).to.include('ZeroDivisionError')
  })

  it('asks for input and goes on with it', async () => {
    const code = 'name = input("Who? ")\nprint("Hello", name)'
    const asked = await follow('python', {mode: 'query', run_id: 'q3', code})

    const {all, out} = await follow('python', {mode: 'input', run_id: 'q3', code: 'Ada'})

    expect(asked.all.at(-1)).to.deep.include({status: 'waiting-input', options: {is_password: false}})
    expect(asked.out).to.equal('Who? ')
    expect(out).to.equal('Hello Ada\n')
    expect(all.at(-1)).to.include({status: 'finished', exitCode: 0})
  })

  it('interrupts a query and keeps its variables', async () => {
    await news('python', {
      mode: 'query',
      run_id: 'q4',
      code: 'y = 7\nimport time\nprint("in")\ntime.sleep(606)',
    })

    await cluster.call('user', 'POST /session/python/interrupt')

    const {all, err} = await follow('python', {mode: 'continue', run_id: 'q4'})
    const {out} = await follow('python', {mode: 'query', run_id: 'q5', code: 'y'})
    expect(all.at(-1)).to.include({status: 'finished', exitCode: 1})
    expect(err).to.include('KeyboardInterrupt')
    expect(out).to.equal('7\n')
  })

  it('has no interpreter where the image has none', async () => {
    const {all} = await follow('shell', {mode: 'query', run_id: 'q6', code: '1'})

    expect(all.at(-1)).to.deep.include({status: 'finished', exitCode: 127, console: []})
  })

  it('answers requests that lack a part as managers do', async () => {
    const answers = [
      await ask('shell', {}),
      await ask('shell', {mode: 'weird'}),
      await ask('shell', {mode: 'continue'}),
    ]

    expect(answers.map(({status, json}) => [status, (json as Json)['msg']])).to.deep.equal([
      [500, 'runId or mode is missing'],
      [500, 'mode has an invalid value: weird'],
      [500, 'continuation requires explicit run ID'],
    ])
  })

  it('tells a run over one stream as it goes, and takes its input there', async () => {
    const socket = dial(cluster, '/stream/session/python/execute', 'user')
    const told: News[] = []
    socket.on('message', (data: Buffer) => {
      const heard = JSON.parse(data.toString()) as News
      told.push(heard)
      if (heard.status === 'waiting-input') socket.send('Grace')
    })
    await once(socket, 'open')

    socket.send(JSON.stringify({mode: 'query', code: 'print("Hi", input("? "))', options: {}}))

    await once(socket, 'close')
    const said = told.flatMap(({console}) => console.map(([, text]) => text)).join('')
    expect(told.at(-1)).to.include({status: 'finished', exitCode: 0})
    expect(said).to.equal('? Hi Grace\n')
  })

  it('has a shell in a terminal over one stream', async () => {
    const socket = dial(cluster, '/stream/session/shell/pty', 'user')
    const seen = {text: ''}
    socket.on('message', (data: Buffer) => {
      const {data: chunk} = JSON.parse(data.toString()) as {data: string}
      seen.text += Buffer.from(chunk, 'base64').toString()
    })
    await once(socket, 'open')
    const type = (text: string) =>
      socket.send(JSON.stringify({type: 'stdin', chars: Buffer.from(text).toString('base64')}))

    socket.send(JSON.stringify({type: 'resize', rows: 33, cols: 99}))
    type('stty size; exit\r')

    await once(socket, 'close')
    expect(seen.text).to.include('33 99')
  })

  it('does not leave a client waiting when the session dies', async () => {
    const {sessionId} = await cluster.create('dying', {enqueueOnly: false})
    await news('dying', {mode: 'batch', run_id: 'd1', options: {exec: 'sleep 607'}})
    await news('dying', {mode: 'continue', run_id: 'd1'})
    const waiting = ask('dying', {mode: 'continue', run_id: 'd1'})

    await cluster.call('user', `DELETE /session/${String(sessionId)}?forced=true`)

    expect((await waiting).status).to.be.oneOf([200, 404])
    expect((await ask('dying', {mode: 'continue', run_id: 'd1'})).status).to.be.oneOf([400, 404])
  })

  async function idOf(name: string): Promise<string> {
    const {json} = await cluster.call('user', `GET /session/_/match?id=${name}`)
    return String((json as {matches: Json[]}).matches[0]?.['id'])
  }
})
