import {expect} from 'chai'
import {randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {useCluster} from '../support/cluster-user.js'
import {Gate} from '../support/gate.js'

const MIB = 1024 * 1024

describe('bai vfolder', function () {
  this.timeout(60_000)
  const person = useCluster({defaultImages: ['base']})
  const here = (...parts: string[]): string => join(person().user.cwd, ...parts)
  const folders = (): Promise<Record<string, unknown>[]> => person().json(['vfolder', 'list'])

  it('makes, lists, describes and removes a folder', async () => {
    const [made] = await person().json(['vfolder', 'create', 'data set'])
    const list = await person().run(['vfolder', 'list'])
    const info = await person().json<Record<string, unknown>>(['vfolder', 'info', 'data'])
    const trashed = await person().json(['vfolder', 'rm', 'data set', '--yes'])
    const left = await folders()

    expect(made).to.include({name: 'data set', action: 'create', permission: 'rw', done: true})
    expect(list.stdout).to.match(/^NAME +PERM +OWNER +STATUS/)
    expect(list.stdout).to.include('user@local.bai')
    expect(info).to.include({id: made?.['id'], name: 'data set', files: 0, bytes: 0, isOwner: true})
    expect(trashed).to.have.length(1)
    expect(trashed[0]).to.include({action: 'trash', done: true})
    expect(left).to.deep.equal([])
  })

  it('takes a folder out of the trash, or removes it for good', async () => {
    await person().json(['vfolder', 'create', 'old'])
    await person().json(['vfolder', 'rm', 'old', '--yes'])

    const restored = await person().json(['vfolder', 'restore', 'old'])
    const again = await person().run(['vfolder', 'restore', 'old'])
    const purged = await person().json(['vfolder', 'rm', 'old', '--purge', '--yes'])
    const gone = await person().run(['vfolder', 'info', 'old'])

    expect(restored[0]).to.include({name: 'old', action: 'restore', done: true})
    expect([again.exitCode, again.stderr]).to.deep.equal([
      0,
      'The folder old is not in the trash.\nNothing was changed.\n',
    ])
    expect(purged[0]).to.include({action: 'delete', done: true})
    expect([gone.exitCode, gone.stdout]).to.deep.equal([5, ''])
  })

  it('changes nothing with --dry-run, nor without a yes', async () => {
    await person().json(['vfolder', 'create', 'kept'])

    const plan = await person().json(['vfolder', 'rm', 'kept', '--dry-run'])
    const refused = await person().run(['vfolder', 'rm', 'kept'])
    const planned = await person().json(['vfolder', 'create', 'never', '--dry-run'])

    expect(plan[0]).to.include({name: 'kept', action: 'trash', done: false})
    expect(refused.exitCode).to.equal(12)
    expect(planned[0]).to.include({name: 'never', id: '', done: false})
    expect((await folders()).map(({name}) => name)).to.deep.equal(['kept'])
  })

  it('tells wrong names, taken names and unknown folders apart', async () => {
    await person().json(['vfolder', 'create', 'taken'])

    const wrong = await person().run(['vfolder', 'create', 'a/b'])
    const taken = await person().run(['vfolder', 'create', 'taken'])
    const unknown = await person().run(['vfolder', 'cp', 'nope:x', '.'])
    const unclear = await person().run(['vfolder', 'cp', './a', './b'])

    expect([wrong, taken, unknown, unclear].map(({exitCode}) => exitCode)).to.deep.equal([2, 7, 5, 2])
    expect(unclear.stderr).to.include('FOLDER:path')
  })

  it('is in a session what it is outside, and goes with no session', async () => {
    await person().json(['vfolder', 'create', 'work data'])
    await writeFile(here('in.txt'), 'from outside')
    await person().json(['vfolder', 'cp', 'in.txt', 'work data:'])
    const line =
      'cat "/home/work/work data/in.txt" || cat "work data/in.txt"; printf inside > "work data/out.txt"'

    const made = [
      'session',
      'create',
      '--name',
      'mounted',
      '--mount',
      'work data',
      '--wait',
      '--cpu',
      '1',
      '-m',
      '1g',
    ]
    await person().json(made)
    const inside = await person().run(['session', 'exec', 'mounted', '--', line])
    const session = await person().json<{mounts: string[]}>(['session', 'get', 'mounted'])
    const busy = await person().run(['vfolder', 'rm', 'work data', '--yes'])
    await person().json(['session', 'rm', 'mounted', '--wait'])
    await person().json(['vfolder', 'cp', 'work data:out.txt', '.'])

    expect([inside.stdout, inside.exitCode]).to.deep.equal(['from outside', 0])
    expect(session.mounts).to.deep.equal(['work data'])
    expect(busy.exitCode).to.equal(7)
    expect(await readFile(here('out.txt'), 'utf8')).to.equal('inside')
    await person().json(['vfolder', 'rm', 'work data', '--yes', '--purge'])
  })

  it('is shared with people who accept', async () => {
    const email = person().cluster.accounts['user2']?.email ?? ''
    await person().json(['vfolder', 'create', 'common'])

    const plan = await person().json(['vfolder', 'share', 'common', '--with', email, '--dry-run'])
    const none = await person().run(['vfolder', 'share', 'common'])
    const [asked] = await person().json(['vfolder', 'share', 'common', '--with', email])
    const waiting = await person().json(['vfolder', 'invitation', 'list'], 'user2')
    const [accepted] = await person().json(['vfolder', 'invitation', 'accept', 'common'], 'user2')
    const seen = await person().json(['vfolder', 'list'], 'user2')
    const [revoked] = await person().json(['vfolder', 'share', 'common', '--revoke', email])

    expect(plan[0]).to.include({email, permission: 'ro', action: 'grant', done: false})
    expect([none.exitCode, none.stdout]).to.deep.equal([0, ''])
    expect(asked).to.include({email, permission: 'ro', state: 'invited', action: 'grant', done: true})
    expect(waiting.map(({folder, permission}) => [folder, permission])).to.deep.equal([['common', 'ro']])
    expect(accepted).to.include({folder: 'common', action: 'accept', done: true})
    expect(seen.map(({name, permission}) => [name, permission])).to.deep.equal([['common', 'ro']])
    expect(revoked).to.include({email, state: 'accepted', action: 'revoke', done: true})
    expect(await person().json(['vfolder', 'list'], 'user2')).to.deep.equal([])
  })

  describe('cp', () => {
    const big = randomBytes(20 * MIB)
    let gate: Gate

    before(async () => {
      gate = await Gate.before(person().cluster.endpoint)
      await person().json(['vfolder', 'create', 'files'])
      await mkdir(here('src', 'sub dir'), {recursive: true})
      await writeFile(here('src', 'sub dir', 'größe 1.txt'), 'one')
      await writeFile(here('big.bin'), big)
    })
    after(() => gate.close())

    it('copies both ways', async () => {
      const [up] = await person().json(['vfolder', 'cp', 'src', 'files:'])
      const [down] = await person().json(['vfolder', 'cp', 'files:src/.', 'back'])

      const rest = {files: 1, bytes: 3, skipped: 0, kept: 0, folder: 'files', copied: true}
      expect(up).to.include({...rest, direction: 'up', from: 'src', to: ''})
      expect(down).to.include({...rest, direction: 'down', from: 'src/.', to: 'back'})
      expect(await readFile(here('back', 'sub dir', 'größe 1.txt'), 'utf8')).to.equal('one')
    })

    it('copies nothing with --dry-run', async () => {
      const [up] = await person().json(['vfolder', 'cp', 'src', 'files:never', '--dry-run'])
      const [down] = await person().json(['vfolder', 'cp', 'files:src', 'never', '--dry-run'])

      expect([up?.['files'], down?.['files'], up?.['copied']]).to.deep.equal([1, 1, false])
      const there = await person().run(['vfolder', 'cp', 'files:never', 'x'])
      expect(there.exitCode).to.equal(5)
      expect(await readdir(here())).not.to.include('never')
    })

    it('refuses paths that lead out of a folder', async () => {
      const up = await person().run(['vfolder', 'cp', 'big.bin', 'files:../../x'])
      const down = await person().run(['vfolder', 'cp', 'files:..', '.'])

      expect([up.exitCode, down.exitCode]).to.deep.equal([2, 2])
    })

    it('goes on with --resume where a killed upload was', async () => {
      const route = 'PATCH /storage/upload'
      const env = {...person().environment(), BAI_ENDPOINT: gate.url}
      const argv = ['vfolder', 'cp', 'big.bin', 'files:', '--resume']
      const held = gate.holdAnswer(route, 2)
      const killed = person().user.start(argv, {env})
      const second = await held
      killed.kill('SIGKILL')
      await once(killed, 'close')
      second.release()
      const before = gate.arrived(route)

      const again = await person().run(argv, {env})

      expect(again.exitCode).to.equal(0)
      // 20 MiB are three parts; two of them had arrived.
      expect([before, gate.arrived(route)]).to.deep.equal([2, 3])
      await person().json(['vfolder', 'cp', 'files:big.bin', 'big.back'])
      expect((await readFile(here('big.back'))).equals(big)).to.equal(true)
      expect(await readdir(join(person().user.home, '.local', 'share', 'bai', 'uploads'))).to.deep.equal([])
    })

    it('is interrupted with 130 and leaves nothing under the name', async () => {
      const env = {...person().environment(), BAI_ENDPOINT: gate.url}
      await person().json(['vfolder', 'cp', 'big.bin', 'files:whole.bin'])
      const held = gate.holdAnswer('GET /storage/download', gate.arrived('GET /storage/download') + 1)
      const child = person().user.start(['vfolder', 'cp', 'files:whole.bin', 'half.bin'], {env})
      const answer = await held
      child.kill('SIGINT')
      const [exitCode] = (await once(child, 'close')) as [number]
      answer.release()

      expect(exitCode).to.equal(130)
      expect((await readdir(here())).filter((name) => name.includes('half.bin'))).to.deep.equal([])
    })
  })
})
