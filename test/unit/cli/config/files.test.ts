import {expect} from 'chai'
import {chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile} from 'node:fs/promises'
import {hostname, tmpdir} from 'node:os'
import {join} from 'node:path'
import {writeAtomically} from '../../../../src/cli/config/atomic-file.js'
import {FileHandshakes} from '../../../../src/cli/config/handshakes.js'
import {ConfigFileError} from '../../../../src/cli/config/json-file.js'
import {LastCreatedFile} from '../../../../src/cli/config/last-created.js'
import {withLock} from '../../../../src/cli/config/lock.js'
import {ProfileStore} from '../../../../src/cli/config/profiles.js'
import {readProjectFile} from '../../../../src/cli/config/project-file.js'
import {rejection} from '../../../support/rejection.js'
import {leaveOut} from '../../../support/leave-out.js'

describe('files of the configuration', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bai-config-'))
  })

  afterEach(() => rm(folder, {recursive: true, force: true}))

  describe('writeAtomically', () => {
    it('makes the file for the user alone, whatever was there', async () => {
      const file = join(folder, 'new', 'secret.json')
      await writeAtomically(file, 'one', {durable: true})
      await chmod(file, 0o644)

      await writeAtomically(file, 'two', {durable: true})

      expect(await readFile(file, 'utf8')).to.equal('two')
      expect((await stat(file)).mode & 0o777).to.equal(0o600)
      expect((await stat(join(folder, 'new'))).mode & 0o777).to.equal(0o700)
    })

    it('leaves nothing behind when it cannot replace the file', async () => {
      const file = join(folder, 'occupied')
      await mkdir(join(file, 'full'), {recursive: true})

      await rejection(writeAtomically(file, 'text', {durable: false}), Error)

      expect(await readdir(folder)).to.deep.equal(['occupied'])
    })
  })

  describe('withLock', () => {
    it('lets one after the other in', async () => {
      const file = join(folder, 'counter')
      await writeFile(file, '0')
      const increase = () =>
        withLock(file, async () => writeFile(file, String(Number(await readFile(file, 'utf8')) + 1)))

      await Promise.all(Array.from({length: 20}, increase))

      expect(await readFile(file, 'utf8')).to.equal('20')
      expect(await readdir(folder)).to.deep.equal(['counter'])
    })

    it('lets go when the work fails', async () => {
      const file = join(folder, 'x')

      await rejection(
        withLock(file, () => Promise.reject(new RangeError('no'))),
        RangeError,
      )

      expect(await withLock(file, () => Promise.resolve('free'))).to.equal('free')
    })

    for (const [whose, text] of [
      ['a process that died', `4194305 ${hostname()}`],
      ['a process that died while writing it', ''],
      ['another host, long ago', '1 some-other-host'],
    ] as const) {
      it(`breaks the lock of ${whose}`, async () => {
        const file = join(folder, 'x')
        await writeFile(`${file}.lock`, text)
        const longAgo = new Date(Date.now() - 60_000)
        await utimes(`${file}.lock`, longAgo, longAgo)
        let running = 0
        let most = 0

        await Promise.all(
          Array.from({length: 5}, () =>
            withLock(file, async () => {
              most = Math.max(most, ++running)
              await new Promise((resolve) => setImmediate(resolve))
              running -= 1
            }),
          ),
        )

        expect(most).to.equal(1)
        expect(await readdir(folder)).to.deep.equal([])
      })
    }
  })

  describe('ProfileStore', () => {
    const store = () => new ProfileStore(folder, () => undefined)

    it('reads no profiles where there is no file', async () => {
      expect(await store().read()).to.deep.equal({profiles: {}})
    })

    it('writes nothing when the change fails or changes nothing', async () => {
      await rejection(
        store().update(() => {
          throw new RangeError('no')
        }),
        RangeError,
      )
      await store().update((profiles) => profiles)

      expect(await readdir(folder)).to.deep.equal([])
    })

    for (const [text, place] of [
      ['[]', 'The whole file'],
      ['{"current": 1}', 'current'],
      ['{"profiles": []}', 'profiles'],
      ['{"profiles": {"a": 1}}', 'profiles.a'],
      ['{"profiles": {"a": {}}}', 'profiles.a.endpoint'],
      ['{"profiles": {"a": {"endpoint": "x", "secretKey": 1}}}', 'profiles.a.secretKey'],
      ['{"profiles": {"a": {"endpoint": "x", "endpointType": "web"}}}', 'profiles.a.endpointType'],
      ['{"profiles": {"a": {"endpoint": "x", "requestTimeoutMs": "1"}}}', 'profiles.a.requestTimeoutMs'],
    ] as const) {
      it(`names ${place} for ${text}`, async () => {
        await writeFile(join(folder, 'profiles.json'), text, {mode: 0o600})

        const error = await rejection(store().read(), ConfigFileError)

        expect(error.message).to.include(`profiles.json: ${place} is not`)
      })
    }

    it('reads a file with a byte order mark and without profiles', async () => {
      await writeFile(join(folder, 'profiles.json'), '\uFEFF{}', {mode: 0o600})

      expect(await store().read()).to.deep.equal({profiles: {}})
    })
  })

  describe('readProjectFile', () => {
    it('takes the nearest one and goes no higher than home', async () => {
      const home = join(folder, 'home')
      const work = join(home, 'a', 'b')
      await mkdir(work, {recursive: true})
      await writeFile(join(folder, 'bai.yaml'), 'project: above-home\n')
      const before = await readProjectFile({cwd: work, home})
      await writeFile(join(home, 'bai.yaml'), 'project: in-home\n')
      const inHome = await readProjectFile({cwd: work, home})
      await writeFile(join(home, 'a', 'bai.yaml'), 'project: nearest\nprofile: lab\n')

      const nearest = await readProjectFile({cwd: work, home})

      expect(before).to.equal(undefined)
      expect(inHome?.layer.values).to.deep.equal({project: 'in-home'})
      expect(nearest?.layer.values).to.deep.equal({project: 'nearest'})
      expect(nearest?.profile).to.equal('lab')
    })

    it("passes over another user's file in a folder that everybody may write to", async function () {
      if (process.getuid?.() !== 0) leaveOut(this, 'only root can make files of others')
      const work = join(folder, 'work')
      const planted = join(folder, 'bai.yaml')
      await mkdir(work)
      await writeFile(planted, 'image: evil\n')
      await chown(planted, 12_345, 12_345)
      const inOwnFolder = await readProjectFile({cwd: work, home: folder})
      await chmod(folder, 0o777)

      const inOpenFolder = await readProjectFile({cwd: work, home: folder})

      expect(inOwnFolder?.layer.values).to.deep.equal({image: 'evil'})
      expect(inOpenFolder).to.equal(undefined)
    })

    it('accepts an empty file', async () => {
      await writeFile(join(folder, 'bai.yaml'), '# nothing yet\n')

      expect((await readProjectFile({cwd: folder, home: folder}))?.layer.values).to.deep.equal({})
    })
  })

  describe('FileHandshakes', () => {
    const HANDSHAKE = {version: 'v9.20250722', manager: '26.8.3'}

    it('remembers each endpoint for a day', async () => {
      let now = 1_000_000
      const handshakes = new FileHandshakes(folder, () => now)
      await handshakes.set('https://a', HANDSHAKE)

      const fresh = await handshakes.get('https://a')
      const other = await handshakes.get('https://b')
      now += 24 * 60 * 60 * 1000 + 1
      const old = await handshakes.get('https://a')

      expect(fresh).to.deep.equal(HANDSHAKE)
      expect([other, old]).to.deep.equal([undefined, undefined])
    })

    it('forgets what a clock that was set back would keep for ever', async () => {
      await new FileHandshakes(folder, () => 2000).set('https://a', HANDSHAKE)

      expect(await new FileHandshakes(folder, () => 1000).get('https://a')).to.equal(undefined)
    })

    it('does without when the cache is broken or cannot be written', async () => {
      const handshakes = new FileHandshakes(folder)
      await handshakes.set('https://a', HANDSHAKE)
      const [name = ''] = await readdir(join(folder, 'handshakes'))
      await writeFile(join(folder, 'handshakes', name), '{"version":')
      await writeFile(join(folder, 'file'), '')

      expect(await handshakes.get('https://a')).to.equal(undefined)
      await new FileHandshakes(join(folder, 'file')).set('https://a', HANDSHAKE)
    })
  })

  describe('LastCreatedFile', () => {
    const LAST = {ids: ['1', '2'], names: ['a', 'b'], array: 'x', at: new Date('2026-01-02T03:04:05Z')}

    it('remembers per endpoint and account', async () => {
      const owner = {endpoint: 'https://a', accessKey: 'AK'}
      await new LastCreatedFile(folder, owner).write(LAST)

      expect(await new LastCreatedFile(folder, owner).read()).to.deep.equal(LAST)
      expect(await new LastCreatedFile(folder, {...owner, accessKey: 'BK'}).read()).to.equal(undefined)
      expect(await new LastCreatedFile(folder, {...owner, endpoint: 'https://b'}).read()).to.equal(undefined)
    })

    it('takes a broken file for none', async () => {
      const file = new LastCreatedFile(folder, {endpoint: 'https://a', accessKey: 'AK'})
      await file.write(LAST)
      const [name = ''] = await readdir(join(folder, 'last-created'))
      await writeFile(join(folder, 'last-created', name), '{"ids": 1}')

      expect(await file.read()).to.equal(undefined)
    })
  })
})
