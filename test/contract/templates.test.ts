import {expect} from 'chai'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {NotFoundError, RejectedError, templateOf, type SessionTemplate} from '../../src/sdk/index.js'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {rejection} from '../support/rejection.js'
import {uniqueName, useTarget, type Who} from '../support/target.js'

describe('Contract: session templates', function () {
  this.timeout(120_000)
  const target = useTarget()
  const made: string[] = []
  let here = ''
  let person: BaiUser

  before(async () => {
    here = await mkdtemp(join(tmpdir(), 'bai-templates-'))
    person = await BaiUser.create()
  })
  after('remove what was made', async () => {
    const {templates} = target().client()
    const left = (await templates.list()).filter(({id}) => made.includes(id))
    for (const template of left) await templates.remove(template)
    await person.remove()
    await rm(here, {recursive: true, force: true})
  })

  /** A template of a session with 0.3 of a GPU. */
  const create = async (name = uniqueName('template')): Promise<SessionTemplate> => {
    const {templates} = target().client()
    const spec = {...target().session({gpu: '0.3'}), tag: 'of-a-template', environment: {A: 'one', B: 'two'}}
    const id = await templates.create({
      ...{name, project: 'default', domain: 'default'},
      document: templateOf(name, spec),
    })
    made.push(id)
    return templates.get(id)
  }
  const bai = (who: Who, ...argv: string[]): Promise<BaiResult> =>
    person.run(argv, {env: target().environment(who)})

  it('are found by name and id, as they were kept', async () => {
    const template = await create()

    const {templates} = target().client()
    const byName = await templates.get(template.name)
    const byBareId = await templates.get(template.id.replaceAll('-', ''))

    expect(byName).to.deep.equal(template)
    expect(byBareId).to.deep.equal(template)
    expect(template).to.include({isOwner: true, project: 'default', owner: target().account('user').email})
    expect(template.document.spec.kernel).to.include({image: target().image})
    expect(template.document.spec.kernel.environ).to.deep.equal({A: 'one', B: 'two'})
    expect(template.document.spec.resources).to.deep.equal({
      cpu: '1',
      mem: String(1024 ** 3),
      'cuda.shares': '0.3',
    })
  })

  it('are refused for a project that is not there', async () => {
    const name = uniqueName('template')
    const document = templateOf(name, target().session())

    const error = await rejection(
      target()
        .client()
        .templates.create({name, document, project: uniqueName('none'), domain: 'default'}),
      RejectedError,
    )

    expect(error.status).to.equal(400)
  })

  it('are gone when they were removed', async () => {
    const {templates} = target().client()
    const template = await create()

    await templates.remove(template)

    await rejection(templates.get(template.id), NotFoundError)
    const again = await rejection(templates.remove(template), NotFoundError)
    expect(again.status).to.equal(404)
  })

  it('stay whose they were when somebody else changes them', async () => {
    const {id, name} = await create()
    const others = target().client('user2').templates
    const seen = await others.get(id)

    await others.update(seen, {name: `${name}-changed`})

    const changed = await target().client().templates.get(id)
    expect(seen.isOwner).to.equal(false)
    expect(changed).to.include({name: `${name}-changed`, isOwner: true})
    expect(changed.document.metadata.name).to.equal(`${name}-changed`)
  })

  it('give sessions what was not asked for', async () => {
    const {sessions} = target().client()
    const template = await create()

    const session = await sessions.create({...target().session({cpu: '2'}), template: template.id})

    const found = await sessions.get(session.id)
    await sessions.destroy(session.id, {forced: true})
    expect(found.tag).to.equal('of-a-template')
    expect(found.requestedSlots?.['cpu']).to.equal('2')
    // Releases up to 25.5 tell what is not asked for as 0.
    expect(found.requestedSlots?.['cuda.shares'] ?? '0').to.equal('0')
  })

  it('are kept from the file of a session, and flags go before what they say', async () => {
    const name = uniqueName('template')
    const file = join(here, 'session.json')
    await writeFile(
      file,
      JSON.stringify({image: target().image, gpu: 0.3, env: {A: 'one', B: 'two'}, name: 'some-session'}),
    )

    const kept = await bai('user', 'session', 'template', 'create', name, '--file', file, '--quiet')
    made.push(kept.stdout.trim())
    const words = ['--template', name, '--gpu', '0.2', '--env', 'B=three', '--dry-run', '--json']
    const planned = await bai('user', 'session', 'create', ...words)

    expect(kept.exitCode).to.equal(0)
    expect(kept.stderr).to.include('Not kept by a template: name')
    const [plan] = JSON.parse(planned.stdout) as Record<string, unknown>[]
    expect(plan).to.deep.include({
      image: target().image,
      environment: ['A', 'B'],
      template: kept.stdout.trim(),
    })
    expect(plan?.['resources']).to.include({'cuda.shares': '0.2'})
  })

  it("are not removed by other people without --yes, and --dry-run removes nobody's", async () => {
    const {id, name} = await create()

    const shown = await bai('user', 'session', 'template', 'rm', id, '--dry-run', '--json')
    const refused = await bai('user2', 'session', 'template', 'rm', id)
    const removed = await bai('user', 'session', 'template', 'rm', id)
    const again = await bai('user', 'session', 'template', 'rm', id)

    const owner = target().account('user').email
    const row = {name, id, action: 'remove', owner, document: null, done: false}
    expect(JSON.parse(shown.stdout)).to.deep.equal([row])
    expect([shown, refused, removed, again].map(({exitCode}) => exitCode)).to.deep.equal([0, 12, 0, 5])
  })

  it('are changed by what get prints', async () => {
    const {id, name} = await create()
    const file = join(here, 'template.yaml')
    const shown = await bai('user', 'session', 'template', 'get', id, '--output', 'yaml')
    await writeFile(file, shown.stdout.replaceAll('one', 'four'))

    const changed = await bai('user', 'session', 'template', 'update', id, '--file', file, '--json')

    const template = await target().client().templates.get(id)
    expect(changed.exitCode).to.equal(0)
    expect(template.name).to.equal(name)
    expect(template.document.spec.kernel.environ).to.deep.equal({A: 'four', B: 'two'})
  })

  it("are read from a file of the platform's own client", async () => {
    const name = uniqueName('template')
    const file = join(here, 'list.yaml')
    const kernel = {image: target().image, run: {startup: 'echo hi'}}
    const template = {apiVersion: 'v1', kind: 'taskTemplate', metadata: {name: 'other'}, spec: {kernel}}
    await writeFile(file, JSON.stringify([{template}]))

    const kept = await bai('user', 'session', 'template', 'create', name, '--file', file, '--quiet')
    made.push(kept.stdout.trim())

    const {document} = await target().client().templates.get(name)
    expect(kept.exitCode, kept.stderr).to.equal(0)
    expect(document.spec.kernel).to.deep.include({
      ...{image: target().image, environ: {}},
      run: {bootstrap: null, startup_command: 'echo hi'},
    })
  })

  it('say which key of a file is wrong', async () => {
    const file = join(here, 'wrong.yaml')
    await writeFile(file, 'kind: taskTemplate\nspec: {kernel: {image: some-image, enviorn: {A: one}}}\n')

    const {exitCode, stderr} = await bai(
      'user',
      'session',
      'template',
      'create',
      'some-template',
      '--file',
      file,
    )

    expect(exitCode).to.equal(2)
    expect(stderr).to.include('enviorn')
  })
})
