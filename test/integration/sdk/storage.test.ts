import {expect} from 'chai'
import {randomBytes} from 'node:crypto'
import {mkdtemp, open, readFile, rm, writeFile, type FileHandle} from 'node:fs/promises'
import type {ServerResponse} from 'node:http'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {CopyError, Transport, UnreachableError, type TraceEvent} from '../../../src/sdk/index.js'
import {rangedDownload} from '../../../src/sdk/storage/ranged-download.js'
import {tusUpload} from '../../../src/sdk/storage/tus-upload.js'
import {HttpServer, reset, type RecordedRequest, type Reply} from '../../support/http-server.js'
import {rejection} from '../../support/rejection.js'

const MIB = 1024 * 1024
const VERSION = 'Fri, 27 Nov 2026 12:00:00 GMT'

describe('Transfers with the storage', () => {
  let server: HttpServer
  let http: Transport
  let folder = ''
  let file: FileHandle
  const traced: TraceEvent[] = []

  beforeEach(async () => {
    server = await HttpServer.start()
    traced.length = 0
    http = new Transport({endpoint: server.url, retryPauseMs: 1, trace: (event) => traced.push(event)})
    folder = await mkdtemp(join(tmpdir(), 'bai-storage-'))
  })
  afterEach(async () => {
    await file.close()
    await http.close()
    await server.stop()
    await rm(folder, {recursive: true, force: true})
  })

  const local = (): string => join(folder, 'file')
  const nothingHere = {bytes: 0, modifiedMs: 0}
  const common = () => ({
    ...{file, name: 'some file', signal: undefined, onProgress: () => undefined},
    address: {url: `${server.url}/transfer`, token: 'some.secret-token'},
  })

  describe('uploading', () => {
    const upload = async (size: number): Promise<void> => {
      await writeFile(local(), Buffer.alloc(size, 'x'))
      file = await open(local(), 'r')
      await tusUpload(http, {...common(), size})
    }
    const has = (bytes: number, status = 204): Reply => ({status, headers: {'upload-offset': String(bytes)}})

    it('asks after a break how much has arrived, and sends the rest', async () => {
      server
        .reply('HEAD /transfer', has(0, 200), has(3 * MIB, 200))
        .reply('PATCH /transfer', reset, has(9 * MIB))

      await upload(9 * MIB)

      const parts = server.requestsTo('PATCH /transfer')
      expect(parts.map(({headers}) => headers['upload-offset'])).to.deep.equal(['0', String(3 * MIB)])
      expect(parts.at(-1)?.body).to.have.length(6 * MIB)
      expect(parts.at(-1)?.headers).to.include({
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
      })
    })

    it('asks again when another part is still on its way', async () => {
      server
        .reply('HEAD /transfer', has(0, 200), has(1, 200))
        .reply('PATCH /transfer', {status: 409, json: {title: 'Upload Offset Mismatch'}}, has(2))

      await upload(2)

      const parts = server.requestsTo('PATCH /transfer')
      expect(parts.map(({headers}) => headers['upload-offset'])).to.deep.equal(['0', '1'])
    })

    it('makes an empty file by a part without content', async () => {
      server.reply('HEAD /transfer', has(0, 200)).reply('PATCH /transfer', has(0))

      await upload(0)

      expect(server.requestTo('PATCH /transfer').headers).to.include({
        'upload-offset': '0',
        'content-length': '0',
      })
    })

    it('gives up when it breaks again and again', async () => {
      server.reply('HEAD /transfer', has(0, 200)).reply('PATCH /transfer', reset)

      await rejection(upload(1), UnreachableError)

      expect(server.requestsTo('PATCH /transfer')).to.have.length.within(2, 10)
    })

    it('says when the file has become shorter', async () => {
      server.reply('HEAD /transfer', has(0, 200))
      await writeFile(local(), 'short')
      file = await open(local(), 'r')

      await rejection(tusUpload(http, {...common(), size: 100}), CopyError)
    })

    it('keeps the token out of traces, and sends no signature', async () => {
      server.reply('HEAD /transfer', has(0, 200)).reply('PATCH /transfer', has(1))

      await upload(1)

      expect(traced).to.have.length(2)
      expect(JSON.stringify(traced)).not.to.include('secret-token')
      for (const {headers, target} of server.requests) {
        expect(headers).not.to.have.any.keys('authorization', 'x-backendai-version')
        expect(target).to.equal('/transfer?token=some.secret-token')
      }
    })
  })

  describe('downloading', () => {
    const content = randomBytes(3 * MIB)
    const download = async (have = nothingHere): Promise<void> => {
      file = await open(local(), 'a').then(async (made) => {
        await made.close()
        return open(local(), 'r+')
      })
      await rangedDownload(http, {...common(), size: content.length, have})
    }
    /** Sends what is asked for, and cuts the connection after so many bytes of it. */
    const sends =
      ({cutAfter = Infinity, version = VERSION} = {}): Reply =>
      (request: RecordedRequest, response: ServerResponse) => {
        const first = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
        response.writeHead(first > 0 ? 206 : 200, {
          'last-modified': version,
          'content-length': content.length - first,
        })
        const isCut = content.length - first > cutAfter
        response.write(content.subarray(first, isCut ? first + cutAfter : content.length), () =>
          isCut ? setImmediate(() => response.socket?.destroy()) : response.end(),
        )
      }
    const ranges = () => server.requestsTo('GET /transfer').map(({headers}) => headers.range)

    it('asks after a break only for what is missing', async () => {
      server.reply('GET /transfer', sends({cutAfter: MIB}), sends())

      await download()

      const [first, second] = ranges()
      expect(first).to.equal(undefined)
      expect(second).to.match(/^bytes=[1-9]\d*-$/)
      expect((await readFile(local())).equals(content)).to.equal(true)
    })

    it('goes on with what is here from before, when it is of the same version', async () => {
      server.reply('GET /transfer', sends())
      await writeFile(local(), content.subarray(0, MIB))

      await download({bytes: MIB, modifiedMs: Date.parse(VERSION)})

      expect(ranges()).to.deep.equal([`bytes=${MIB}-`])
      expect((await readFile(local())).equals(content)).to.equal(true)
    })

    it('begins anew when the file is another one by now', async () => {
      server.reply('GET /transfer', sends())
      await writeFile(local(), Buffer.alloc(MIB, 'old'))

      await download({bytes: MIB, modifiedMs: 0})

      expect(ranges()).to.deep.equal([`bytes=${MIB}-`, undefined])
      expect((await readFile(local())).equals(content)).to.equal(true)
    })

    it('notes of what version a part is, for who goes on with it', async () => {
      server.reply('GET /transfer', sends({cutAfter: MIB}), reset)

      await rejection(download(), UnreachableError)

      const {size, mtime} = await file.stat()
      expect(mtime.toUTCString()).to.equal(VERSION)
      expect(size).to.be.within(1, MIB)
    })

    it('refuses more than the folder says there is', async () => {
      server.reply('GET /transfer', {headers: {'last-modified': VERSION}, body: 'more than that'})
      file = await open(local(), 'w+')

      const work = rangedDownload(http, {...common(), size: 4, have: nothingHere})

      expect((await rejection(work, CopyError)).message).to.include('changed')
    })
  })
})
