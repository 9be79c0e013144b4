import {expect} from 'chai'
import {randomBytes} from 'node:crypto'
import {chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {text} from 'node:stream/consumers'
import {
  ConflictError,
  CopyError,
  InvalidValueError,
  NotAllowedError,
  NotFoundError,
  SdkError,
  type TransferAddress,
  type Vfolder,
} from '../../src/sdk/index.js'
import {BaiUser} from '../support/bai.js'
import {CountingProxy} from '../support/counting-proxy.js'
import {rejection} from '../support/rejection.js'
import {until} from '../support/until.js'
import {uniqueName, useRunner, useTarget} from '../support/target.js'

describe('Contract: storage folders', function () {
  this.timeout(120_000)
  const target = useTarget()
  const made: Vfolder[] = []
  let here = ''

  before(async () => {
    here = await mkdtemp(join(tmpdir(), 'bai-vfolder-'))
  })
  after('remove what was made', async () => {
    await rm(here, {recursive: true, force: true})
    const {vfolders} = target().client()
    const there = await vfolders.list({trash: true})
    for (const folder of there.filter(({id}) => made.some((one) => one.id === id))) {
      if (folder.status === 'ready') await vfolders.remove(folder)
      await vfolders.purge(folder)
    }
  })

  const create = async (name = uniqueName('folder')): Promise<Vfolder> => {
    const folder = await target().client().vfolders.create({name})
    made.push(folder)
    return folder
  }

  it('are there from creation to the trash, and again when taken out of it', async () => {
    const {vfolders} = target().client()
    const {id, name} = await create()

    const listed = await vfolders.get(name)
    await vfolders.remove(listed)
    const gone = await rejection(vfolders.get(name), NotFoundError)
    const trashed = await vfolders.get(name, {trash: true})
    await vfolders.restore(trashed)
    const restored = await vfolders.get(id)

    expect(listed).to.include({id, name, permission: 'rw', ownership: 'user', isOwner: true, status: 'ready'})
    expect(gone.message).to.include(name)
    expect(trashed.status).to.equal('delete-pending')
    expect(restored).to.deep.equal(listed)
  })

  it('are copied to and from where the storage is said to be reached', async () => {
    const folder = await create()
    const {url} = await target().client().vfolders.requestUpload(folder, {path: 'x', size: 1})
    const {origin} = new URL(url)
    const proxy = await CountingProxy.start(origin)
    const person = await BaiUser.create()
    await writeFile(join(person.cwd, 'there'), 'bytes')
    const copy = (storage: string, ...argv: string[]) =>
      person.run(['vfolder', 'cp', ...argv], {
        env: {...target().environment(), BACKEND_OVERRIDE_STORAGE_PROXY: storage},
      })

    const up = await copy(`${origin}=${proxy.url}`, 'there', `${folder.name}:`)
    const down = await copy(`${origin}=${proxy.url}`, `${folder.name}:there`, 'back')
    const elsewhere = await copy(`http://elsewhere.invalid=${proxy.url}`, `${folder.name}:there`, 'again')

    const methods = new Set(proxy.requests.map(({method}) => method))
    const back = await readFile(join(person.cwd, 'back'), 'utf8')
    await proxy.stop()
    await person.remove()
    expect([up.exitCode, down.exitCode, back], up.stderr + down.stderr).to.deep.equal([0, 0, 'bytes'])
    expect([...methods]).to.include.members(['PATCH', 'GET'])
    expect([elsewhere.exitCode, elsewhere.stderr.includes(origin)]).to.deep.equal([9, true])
  })

  it('are gone for good when removed from the trash', async () => {
    const {vfolders} = target().client()
    const folder = await vfolders.create({name: uniqueName('folder')})

    await vfolders.remove(folder)
    await vfolders.purge(folder)

    await rejection(vfolders.get(folder.id, {trash: true}), NotFoundError)
  })

  it('have each a name of its own, with spaces and letters of any alphabet', async () => {
    const name = uniqueName('Größe 크기')
    const folder = await create(name)

    const again = await rejection(target().client().vfolders.create({name}), ConflictError)

    expect(again.message).to.include(name)
    expect((await target().client().vfolders.get(name)).id).to.equal(folder.id)
  })

  it('are nobody else’s business', async () => {
    const {id} = await create()

    await rejection(target().client('user2').vfolders.get(id), NotFoundError)
  })

  it('are shared by invitation: to read, then to write, then not any more', async () => {
    const {vfolders, vfolderShares: shares} = target().client()
    const other = target().client('user2')
    const {email} = target().account('user2')
    const folder = await create()
    await writeFile(join(here, 'shared.txt'), 'shared')
    await target()
      .client()
      .uploadToFolder({folder, from: join(here, 'shared.txt'), to: ''})

    const [asked] = await shares.grant(folder, {emails: [email], permission: 'ro'})
    const invitation = await other.vfolderShares.invitation(folder.name)
    const before = await rejection(other.vfolders.get(folder.id), NotFoundError)
    await other.vfolderShares.accept(invitation.id)
    const seen = await other.vfolders.get(folder.id)
    await other.downloadFromFolder({folder: seen, from: 'shared.txt', to: join(here, 'got.txt')})
    const refused = other.uploadToFolder({folder: seen, from: join(here, 'got.txt'), to: 'more.txt'})
    await rejection(refused, NotAllowedError)
    const [changed] = await shares.grant(folder, {emails: [email], permission: 'rw'})
    const writable = await other.vfolders.get(folder.id)
    await other.uploadToFolder({folder: writable, from: join(here, 'got.txt'), to: 'more.txt'})
    const taken = await shares.revoke(folder, email)

    expect(asked).to.include({email, permission: 'ro', state: 'invited', folder: folder.name})
    expect(invitation).to.include({
      folder: folder.name,
      folderId: folder.id,
      inviter: target().account('user').email,
      permission: 'ro',
    })
    expect(before.message).to.include(folder.id)
    expect(seen).to.include({permission: 'ro', isOwner: false})
    expect(await readFile(join(here, 'got.txt'), 'utf8')).to.equal('shared')
    expect(changed).to.include({email, permission: 'rw', state: 'accepted'})
    expect(taken).to.include({email, state: 'accepted'})
    expect((await vfolders.files(folder, '')).map(({name}) => name)).to.include('more.txt')
    await rejection(other.vfolders.get(folder.id), NotFoundError)
    expect(await shares.list(folder)).to.deep.equal([])
  })

  it('are not shared after an invitation was declined, or taken back', async () => {
    const {vfolderShares: shares} = target().client()
    const other = target().client('user2')
    const {email} = target().account('user2')
    const [first, second] = [await create(), await create()]
    await shares.grant(first, {emails: [email], permission: 'rw'})
    await shares.grant(second, {emails: [email], permission: 'rw'})

    await other.vfolderShares.decline((await other.vfolderShares.invitation(first.name)).id)
    const taken = await shares.revoke(second, email)

    expect(taken).to.include({email, state: 'invited'})
    const waiting = (await other.vfolderShares.invitations('received')).map(({folderId}) => folderId)
    expect(waiting).not.to.include.members([first.id])
    expect(waiting).not.to.include.members([second.id])
    await rejection(shares.revoke(second, email), NotFoundError)
  })

  it('tell whom nobody knows, and who may not share', async () => {
    const {vfolderShares: shares} = target().client()
    const folder = await create()

    const unknown = shares.grant(folder, {emails: ['nobody@example.org'], permission: 'ro'})
    expect((await rejection(unknown, SdkError)).code).to.be.oneOf(['NOT_FOUND', 'REJECTED'])
    const foreign = shares.grant({...folder, isOwner: false}, {emails: [], permission: 'ro'})
    await rejection(foreign, NotAllowedError)
  })

  describe('with files', () => {
    let folder: Vfolder
    let big: Buffer

    before(async () => {
      folder = await create()
      big = randomBytes(10 * 1024 * 1024 + 7)
      await mkdir(join(here, 'tree', 'unter ordner'), {recursive: true})
      await mkdir(join(here, 'tree', 'nothing in it'))
      await writeFile(join(here, 'tree', 'empty'), '')
      await writeFile(join(here, 'tree', 'big.bin'), big)
      await writeFile(join(here, 'tree', 'unter ordner', 'grüße % + &.txt'), '안녕\n')
      await symlink('/etc/passwd', join(here, 'tree', 'link'))
      await chmod(join(here, 'tree', 'big.bin'), 0o755)
    })

    it('take a tree of files and give it back byte for byte', async () => {
      const client = target().client()

      const up = await client.uploadToFolder({folder, from: join(here, 'tree'), to: ''})
      const down = await client.downloadFromFolder({folder, from: '', to: join(here, 'back')})

      const bytes = big.length + Buffer.byteLength('안녕\n')
      expect(up).to.deep.equal({files: 3, bytes, skipped: 1, kept: 0})
      expect(down).to.deep.equal({files: 3, bytes, skipped: 0, kept: 0})
      const back = join(here, 'back', 'tree')
      expect((await readdir(back)).sort()).to.deep.equal([
        'big.bin',
        'empty',
        'nothing in it',
        'unter ordner',
      ])
      expect((await readFile(join(back, 'big.bin'))).equals(big)).to.equal(true)
      expect(await readFile(join(back, 'unter ordner', 'grüße % + &.txt'), 'utf8')).to.equal('안녕\n')
      expect(await readFile(join(back, 'empty'), 'utf8')).to.equal('')
    })

    it('leave alone what is there in full when a copy goes on', async () => {
      const client = target().client()
      await client.uploadToFolder({folder, from: join(here, 'tree'), to: ''})

      const up = await client.uploadToFolder({folder, from: join(here, 'tree'), to: '', resume: true})
      const copy = {folder, from: 'tree', to: here, resume: true}
      await rm(join(here, 'again'), {recursive: true, force: true})
      const first = await client.downloadFromFolder({...copy, to: join(here, 'again')})
      const second = await client.downloadFromFolder({...copy, from: 'tree/.', to: join(here, 'again')})

      expect(up).to.include({files: 0, kept: 3})
      expect(first).to.include({files: 3, kept: 0})
      expect(second).to.include({files: 0, kept: 3})
    })

    it('go on with an upload where it broke off', async () => {
      const client = target().client()
      const half = Buffer.alloc(4 * 1024 * 1024, 'A')
      await writeFile(join(here, 'late.bin'), Buffer.concat([Buffer.alloc(half.length, 'x'), big]))
      const size = half.length + big.length
      const address = await client.vfolders.requestUpload(folder, {path: 'late.bin', size})
      await sendPart(address, half)
      const remembered = {get: async () => address, set: async () => undefined, delete: async () => undefined}

      await client.uploadToFolder({
        ...{folder, from: join(here, 'late.bin'), to: '', resume: true, memory: remembered},
      })
      await client.downloadFromFolder({folder, from: 'late.bin', to: join(here, 'late.back')})

      const back = await readFile(join(here, 'late.back'))
      expect(back.subarray(0, half.length).equals(half)).to.equal(true)
      expect(back.subarray(half.length).equals(big)).to.equal(true)
    })

    it('begin anew when the storage has forgotten the upload', async () => {
      const client = target().client()
      await writeFile(join(here, 'fresh.bin'), big)
      const address = await client.vfolders.requestUpload(folder, {path: 'fresh.bin', size: big.length})
      const forgotten = {...address, token: `${address.token}x`}
      const noted: TransferAddress[] = []
      const memory = {
        get: async () => forgotten,
        set: async (_key: string, one: TransferAddress) => void noted.push(one),
        delete: async () => undefined,
      }

      await client.uploadToFolder({folder, from: join(here, 'fresh.bin'), to: '', resume: true, memory})

      const files = await client.vfolders.files(folder, '')
      expect(files.find(({name}) => name === 'fresh.bin')).to.include({bytes: big.length, kind: 'file'})
      expect(noted).to.have.length(1)
    })

    it('refuse paths that lead out', async () => {
      const client = target().client()
      const from = join(here, 'tree', 'empty')

      await rejection(client.uploadToFolder({folder, from, to: '../out'}), InvalidValueError)
      await rejection(client.downloadFromFolder({folder, from: 'a/../../b', to: here}), InvalidValueError)
      await rejection(client.vfolders.files(folder, 'a/../..'), InvalidValueError)
    })

    it('say what is not there', async () => {
      const client = target().client()

      const down = await rejection(client.downloadFromFolder({folder, from: 'nope', to: here}), NotFoundError)
      const up = await rejection(
        client.uploadToFolder({folder, from: join(here, 'nope'), to: ''}),
        NotFoundError,
      )
      await rejection(client.vfolders.files(folder, 'no/such'), NotFoundError)

      expect(down.message).to.include('nope')
      expect(up.message).to.include('nope')
    })

    it('write nothing through a link that is in the way', async () => {
      const client = target().client()
      await client.uploadToFolder({folder, from: join(here, 'tree'), to: ''})
      await mkdir(join(here, 'elsewhere'), {recursive: true})
      await mkdir(join(here, 'trap'))
      await symlink(join(here, 'elsewhere'), join(here, 'trap', 'tree'))

      await rejection(client.downloadFromFolder({folder, from: 'tree', to: join(here, 'trap')}), CopyError)

      expect(await readdir(join(here, 'elsewhere'))).to.deep.equal([])
    })
  })
})

describe('Contract: storage folders in sessions', function () {
  this.timeout(180_000)
  const target = useRunner()
  let here = ''

  before(async () => {
    here = await mkdtemp(join(tmpdir(), 'bai-mounts-'))
  })
  after(() => rm(here, {recursive: true, force: true}))

  it('are where they were asked for, and cannot be removed meanwhile', async () => {
    const client = target().client()
    const folder = await client.vfolders.create({name: uniqueName('in-session')})
    await writeFile(join(here, 'data.txt'), 'from outside')
    await client.uploadToFolder({folder, from: join(here, 'data.txt'), to: ''})
    const spec = target().runnableSession({mounts: {[folder.name]: 'inputs'}})

    const session = await client.sessions.create(spec)
    await client.wait([session.id], {goals: ['running'], withinMs: 150_000})
    const seen = await client.sessions.get(session.id)
    const channel = await client.openChannel(seen)
    const output = new PassThrough()
    const streams = {stdout: output, stderr: output}
    const {exitCode} = await channel.run({words: ['cat', 'inputs/data.txt']}, streams)
    channel.close()
    const printed = await text(output.end())
    const refused = await rejection(client.vfolders.remove(folder), ConflictError)
    await target().reset()
    await until(() => client.vfolders.remove(folder).then(() => true, stillMounted), 'the folder to be free')
    await client.vfolders.purge(folder)

    expect(seen.mounts).to.include(folder.name)
    expect([exitCode, printed]).to.deep.equal([0, 'from outside'])
    expect(refused.message).to.include('mounted')
  })

  it('have to be there when a session asks for them', async () => {
    const spec = target().runnableSession({mounts: {[uniqueName('no-such')]: ''}})

    await rejection(target().client().sessions.create(spec), NotFoundError)
  })
})

/** A session that has ended lets go of its folders a little later. */
function stillMounted(error: unknown): undefined {
  if (!(error instanceof ConflictError)) throw error
}

/** The first part of an upload, without the SDK. */
async function sendPart({url, token}: TransferAddress, part: Buffer): Promise<void> {
  const headers = {
    'tus-resumable': '1.0.0',
    'content-type': 'application/offset+octet-stream',
    'upload-offset': '0',
  }
  const {status} = await fetch(`${url}?token=${encodeURIComponent(token)}`, {
    method: 'PATCH',
    headers,
    body: new Uint8Array(part),
  })
  expect(status).to.equal(204)
}
