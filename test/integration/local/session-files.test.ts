import {randomBytes} from 'node:crypto'
import {readFile, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {expect} from 'chai'
import {extract} from 'tar-stream'
import {kernelOf, TestCluster, type Answer, type Json} from './harness.js'

const MIB = 1024 * 1024
const BARE_500 = {
  type: 'https://api.backend.ai/probs/internal-server-error',
  title: 'Internal server error.',
  error_code: 'backendai_generic_internal-error',
}

describe('files of sessions of the local cluster', () => {
  let cluster: TestCluster
  let home: string

  before(async () => {
    cluster = await TestCluster.start()
    const {sessionId} = await cluster.create('files')
    await cluster.reaches(sessionId, 'RUNNING')
    home = kernelOf(cluster, sessionId).workFolder
  })
  after(() => cluster.remove())

  async function upload(files: Readonly<Record<string, Buffer>>): Promise<Answer> {
    const form = new FormData()
    for (const [name, content] of Object.entries(files)) form.append('src', new Blob([content]), name)
    const encoded = new Response(form)
    const type = encoded.headers.get('content-type') ?? ''
    const body = Buffer.from(await encoded.arrayBuffer())
    return cluster.call('user', 'POST /session/files/upload', {body, type})
  }

  it('takes files with the folders they are in, and gives them back byte for byte', async () => {
    const content = randomBytes(MIB - 1)

    const answer = await upload({'deep/er/data.bin': content, 'empty.txt': Buffer.alloc(0)})
    const single = await cluster.call('user', 'POST /session/files/download_single?file=deep/er/data.bin')

    expect([answer.status, answer.text]).to.deep.equal([204, ''])
    expect(single.status).to.equal(200)
    expect(single.bytes.equals(content)).to.equal(true)
    expect((await stat(join(home, 'empty.txt'))).size).to.equal(0)
  })

  it('refuses a file of a MiB, and more than twenty', async () => {
    const many = Object.fromEntries(Array.from({length: 21}, (_, n) => [`many-${n}`, Buffer.from('x')]))

    const answers = [await upload({'large.bin': Buffer.alloc(MIB)}), await upload(many)]

    expect(answers.map(({status, json}) => [status, (json as Json)['msg']])).to.deep.equal([
      [400, 'Too large file'],
      [400, 'Too many files'],
    ])
  })

  it('writes nothing outside of the home, not even through a link', async () => {
    await symlink(cluster.folder, join(home, 'way-out'))

    const answer = await upload({
      '../../evil-1': Buffer.from('x'),
      'way-out/evil-2': Buffer.from('x'),
      [join(cluster.folder, 'evil-3')]: Buffer.from('x'),
    })

    expect(answer.status).to.equal(204)
    for (const path of [
      join(home, '../../evil-1'),
      join(cluster.folder, 'evil-2'),
      join(cluster.folder, 'evil-3'),
    ]) {
      expect(await readFile(path).catch(() => 'absent')).to.equal('absent')
    }
  })

  it('gives the key of the session as a tar archive', async () => {
    const answer = await cluster.call('user', 'POST /session/files/download?files=/home/work/id_container')

    const [part] = partsOf(answer)
    const files = await unpacked(part ?? Buffer.alloc(0))
    expect(answer.headers['content-type']).to.match(/^multipart\/mixed/)
    expect([...files.keys()]).to.deep.equal(['id_container'])
    expect(files.get('id_container')?.toString()).to.match(/^-----BEGIN OPENSSH PRIVATE KEY-----/)
  })

  it('gives folders with everything in them, one archive for each path', async () => {
    await upload({
      'tree/a.txt': Buffer.from('a'),
      'tree/sub/b.txt': Buffer.from('b'),
      'c.txt': Buffer.from('c'),
    })

    const answer = await cluster.call('user', 'POST /session/files/download?files=tree&files=c.txt')

    const [tree, c] = await Promise.all(partsOf(answer).map(unpacked))
    expect([...(tree?.keys() ?? [])].toSorted()).to.deep.equal([
      'tree',
      'tree/a.txt',
      'tree/sub',
      'tree/sub/b.txt',
    ])
    expect(c?.get('c.txt')?.toString()).to.equal('c')
  })

  it('answers a bare 500 for what is not there, is too large or is not in the home, as managers do', async () => {
    await writeFile(join(home, 'huge.bin'), Buffer.alloc(MIB + 1))
    const lines = [
      'POST /session/files/download?files=absent',
      'POST /session/files/download?files=huge.bin',
      'POST /session/files/download?files=/etc/hostname',
      'POST /session/files/download_single?file=absent',
      'POST /session/files/download_single?file=tree',
      'GET /session/files/files?path=/etc',
    ]

    const answers = await Promise.all(lines.map((line) => cluster.call('user', line)))

    for (const {status, json} of answers) expect([status, json]).to.deep.equal([500, BARE_500])
  })

  it('lists a folder: the entries are a text within the answer', async () => {
    await upload({'listed/one.txt': Buffer.from('one')})

    const {json} = await cluster.call('user', 'GET /session/files/files?path=listed')

    const {files, errors, abspath} = json as {files: string; errors: string; abspath: string}
    const [entry] = JSON.parse(files) as Json[]
    expect([errors, abspath]).to.deep.equal(['', join(home, 'listed')])
    expect(entry).to.include({mode: '-rw-r--r--', size: 3, filename: 'one.txt'})
    expect(entry).to.include.keys('ctime', 'mtime', 'atime')
  })

  it('says in the answer that a folder is not there', async () => {
    const {status, json} = await cluster.call('user', 'GET /session/files/files?path=absent')

    expect([status, (json as Json)['files']]).to.deep.equal([200, ''])
    expect((json as Json)['errors']).to.include('no such file')
  })
})

/** Bodies of the parts of a multipart answer. */
function partsOf({bytes, headers}: Answer): Buffer[] {
  const boundary = /boundary="?([^"]+)/.exec(String(headers['content-type']))?.[1] ?? ''
  const whole = bytes.toString('latin1')
  const parts = whole.split(`--${boundary}`).slice(1, -1)
  return parts.map((part) => Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4, -2), 'latin1'))
}

async function unpacked(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  const reader = extract()
  reader.end(archive)
  for await (const entry of reader) files.set(entry.header.name, await buffer(entry))
  return files
}
