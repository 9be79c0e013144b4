import {Readable} from 'node:stream'
import {expect} from 'chai'
import {mergeByTime, readLines, type LogLine} from '../../../../src/ops/services/log-lines.js'
import type {LogSource} from '../../../../src/ops/services/log-sources.js'
import type {ServiceSpec} from '../../../../src/ops/site/site.js'

const JOURNAL: ServiceSpec = {name: 'manager', hosts: ['a'], kind: 'systemd', unit: 'u'}
const COMPOSE: ServiceSpec = {
  name: 'redis',
  hosts: ['a'],
  kind: 'compose',
  file: '/f',
  project: 'p',
  version: 'auto',
}

function lines(spec: ServiceSpec, times: LogSource['times'], text: string): AsyncGenerator<LogLine> {
  const command = {argv: [], asRoot: false}
  return readLines(Readable.from([Buffer.from(text)]), {target: {host: 'a', spec}, command, line: '', times})
}

async function texts(of: AsyncGenerator<LogLine>): Promise<string[]> {
  const all: string[] = []
  for await (const {service, text} of of) all.push(`${service}: ${text}`)
  return all
}

describe('log lines', () => {
  const journal = () =>
    lines(
      JOURNAL,
      'unix',
      '1700000000.500000 node1 manager[3]: one\n1700000002.000000 node1 manager[3]: Traceback:\n                 at x: y\n',
    )
  const compose = () =>
    lines(
      COMPOSE,
      'iso',
      'Attaching to p_redis_1\n\u001b[2Kredis_1  | 2023-11-14T22:13:21.000000001Z ready: yes\n2023-11-14T22:13:23Z\n',
    )

  it('journal and compose are merged by time, and what has no time stays with its line', async () => {
    expect(await texts(mergeByTime([journal(), compose()]))).to.deep.equal([
      'manager: one',
      'redis: ready: yes',
      'redis: 2023-11-14T22:13:23Z',
      'manager: Traceback:',
      'manager: at x: y',
    ])
  })

  it('what the programs say about themselves is left out', async () => {
    expect(await texts(lines(JOURNAL, 'none', '-- No entries --\n'))).to.deep.equal([])
  })

  it('without times lines pass as they are', async () => {
    expect(await texts(lines(JOURNAL, 'none', '  indented\n'))).to.deep.equal(['manager:   indented'])
  })
})
