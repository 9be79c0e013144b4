import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {OpsError} from '../../../../src/ops/errors.js'
import {siteFileFrom} from '../../../../src/ops/site/discover.js'
import {loadSite} from '../../../../src/ops/site/load.js'
import {siteValues} from '../../../../src/ops/site/origins.js'
import {rejection} from '../../../support/rejection.js'

describe('the site file', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bai-site-'))
  })

  afterEach(() => rm(folder, {recursive: true, force: true}))

  const load = async (text: string) => {
    const given = join(folder, 's.yaml')
    await writeFile(given, text)
    return loadSite({given, usual: []})
  }
  const refusal = (text: string) => rejection(load(text), OpsError)

  it('is not needed: everything usual, on this machine', async () => {
    const {site, path} = await loadSite({usual: [join(folder, 'none.yaml')]})

    expect(path).to.equal(undefined)
    expect(site.services.manager).to.deep.equal({
      name: 'manager',
      hosts: ['local'],
      kind: 'systemd',
      unit: 'backendai-manager',
    })
    expect(site.services.redis).to.include({
      file: '/home/lablup/halfstack/docker-compose.hs.redis.yaml',
      project: 'backend',
    })
    expect(site.postgres).to.deep.equal({user: 'postgres', database: 'backend'})
  })

  it('that was asked for must be there', async () => {
    const error = await rejection(loadSite({given: join(folder, 'none.yaml'), usual: []}), OpsError)

    expect(error.code).to.equal('NOT_FOUND')
  })

  it('puts services on hosts and fills in the rest', async () => {
    const {site} = await load(
      'hosts: {a: local, b: {ssh: root@b, port: 2222}}\nservices: {agent: {hosts: [a, b]}, etcd: {host: b, file: /x/e.yaml}}\n',
    )

    expect(site.services.agent.hosts).to.deep.equal(['a', 'b'])
    expect(site.services.etcd).to.include({kind: 'compose', file: '/x/e.yaml', project: 'backend'})
    expect(site.hosts['b']).to.include({kind: 'ssh', target: 'root@b', port: 2222})
  })

  for (const [text, word] of [
    ['services: {manager: {host: nowhere}}', 'nowhere'],
    ['services: {manager: {unit: "a b"}}', 'services.manager.unit'],
    ['services: {manager: {unit: "-x"}}', 'services.manager.unit'],
    ['services: {manager: {unit: "back*"}}', 'services.manager.unit'],
    ['services: {redis: {file: relative.yaml}}', 'services.redis.file'],
    ['services: {redis: {project: "a;b"}}', 'services.redis.project'],
    ['services: {redis: {unit: a, file: /b}}', 'services.redis'],
    ['services: {database: {}}', 'database'],
    ['hosts: {a: {ssh: "-oProxyCommand=x"}}', 'hosts.a'],
    ['hosts: {a: {ssh: "a b"}}', 'hosts.a'],
    ['postgres: {password: {text: develove}}', 'postgres.password'],
    ['backups: {}', 'backups'],
    ['hosts: [', 'YAML'],
  ] as const) {
    it(`refuses ${text} and names ${word}`, async () => {
      const error = await refusal(text)

      expect(error.code).to.equal('INVALID_VALUE')
      expect(error.message).to.include(word)
    })
  }

  it('tells where each value comes from', async () => {
    const values = siteValues(await load('hosts: {a: {ssh: x}}\ncompose: {project: p}\n'))
    const origin = (key: string) => values.find((value) => value.key === key)?.origin

    expect(origin('hosts.a.target')).to.equal('file')
    expect(origin('services.redis.project')).to.equal('file')
    expect(origin('services.redis.file')).to.equal('default')
    expect(origin('postgres.user')).to.equal('default')
  })

  it('is written from what was found: one host, several hosts, published ports', () => {
    const file = siteFileFrom({a: 'local', b: {ssh: 'b'}}, [
      {service: 'agent', host: 'a', unit: 'backendai-agent'},
      {service: 'agent', host: 'b', unit: 'backendai-agent'},
      {service: 'wsproxy', host: 'a', file: '/h/w.yaml', project: 'p', ports: {'5050': '15050'}},
      {service: 'etcd', host: 'a', file: '/h/e.yaml', project: 'p', ports: {'2379': '12379'}},
    ])

    expect(file.services?.agent).to.deep.equal({hosts: ['a', 'b'], unit: 'backendai-agent'})
    expect(file.services?.wsproxy).to.deep.equal({
      host: 'a',
      file: '/h/w.yaml',
      project: 'p',
      health: 'http://127.0.0.1:15050/',
    })
    expect(file.etcd).to.deep.equal({endpoints: ['http://127.0.0.1:12379']})
  })
})
