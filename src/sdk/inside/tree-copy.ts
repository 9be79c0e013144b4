import {randomBytes} from 'node:crypto'
import {lstat} from 'node:fs/promises'
import {join} from 'node:path'
import {PassThrough, Readable, Writable} from 'node:stream'
import {text} from 'node:stream/consumers'
import type * as Tar from 'tar-stream'
import {NotFoundError, UnsupportedError} from '../errors.js'
import type {CommandStreams, SessionChannel} from './channel.js'
import {CopyError, diskError, nameOf, type CopyOptions, type CopyResult} from './copy.js'
import {Extraction} from './extraction.js'
import {ITEM, measureTree, packTree} from './local-tree.js'
import {MEASURE, NO_SUCH_PATH, NO_TAR, RECEIVE, SEND} from './remote-scripts.js'
import {openStage, place} from './stage.js'

type Run = SessionChannel['run']

/** Copies from this machine into a session: an archive that the session's tar unpacks. Rejects with `CopyError`. */
export async function uploadTree(run: Run, options: CopyOptions): Promise<CopyResult> {
  const source = options.from.replace(/(?<=.)\/\.?$/, '')
  await lstat(source).catch((cause: unknown) => {
    throw new NotFoundError(`There is no ${source} here.`, {cause})
  })
  if (options.dryRun) return measureTree(source, options)
  const {default: tar} = await import('tar-stream')
  const pack = tar.pack()
  const packed = packTree(pack, source, options)
  // The remote side fails too then, of an archive that breaks off; this is the reason. One that it has stopped reading
  // is no reason.
  let own: {error: unknown} | undefined
  packed.catch((error: unknown) => {
    if (pack.destroyed) return
    own = {error}
    pack.destroy(asError(error))
  })
  const archive = Readable.from(pack)
  // It fails when it is not read to its end, after whoever read it has gone.
  archive.on('error', () => undefined)
  const args = [RECEIVE, 'bai', options.to === '' ? '.' : options.to, nameOf(options.from), token()]
  const script = runScript(run, args, {stdin: archive, stdout: nowhere(), signal: options.signal})
  try {
    await script
  } catch (error) {
    throw own?.error ?? error
  } finally {
    pack.destroy()
  }
  return packed
}

/** Copies from a session to this machine: unpacked beside the target, then moved into place. Rejects with `CopyError`. */
export async function downloadTree(run: Run, options: CopyOptions): Promise<CopyResult> {
  if (options.dryRun) return measureRemote(run, options)
  const {default: tar} = await import('tar-stream')
  const stage = await openStage(options.to, nameOf(options.from))
  const stop = new AbortController()
  try {
    const extraction = new Extraction({folder: stage.folder, item: ITEM, onProgress: options.onProgress})
    const extract = tar.extract()
    const archive = into(extract)
    const failure = unpack(extract, extraction).then(
      () => undefined,
      (error: unknown) => {
        stop.abort(error)
        archive.destroy(asError(error))
        return {error}
      },
    )
    const args = [SEND, 'bai', options.from === '' ? '.' : options.from, options.followLinks ? '-h' : '']
    const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])])
    await runScript(run, args, {stdout: archive, signal}).catch((error: unknown) => {
      throw stop.signal.aborted ? stop.signal.reason : error
    })
    extract.end(null)
    const failed = await failure
    if (failed) throw failed.error
    await place(join(stage.folder, ITEM), stage.target)
    await extraction.finish(stage.target)
    return extraction.result
  } catch (error) {
    throw diskError(error)
  } finally {
    await stage.discard()
  }
}

async function measureRemote(run: Run, {from, followLinks, signal}: CopyOptions): Promise<CopyResult> {
  const said = new PassThrough()
  const args = [MEASURE, 'bai', from === '' ? '.' : from, followLinks ? '-L' : '-H']
  await runScript(run, args, {stdout: said, signal})
  const [files = '', bytes = ''] = (await text(said.end())).trim().split(' ')
  return {files: Number(files), bytes: Number(bytes), skipped: 0}
}

async function unpack(extract: Tar.Extract, extraction: Extraction): Promise<void> {
  for await (const entry of extract) await extraction.add(entry)
}

/** The archive's reader as a stream of Node. */
function into(extract: Tar.Extract): Writable {
  const archive = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (extract.write(chunk)) done()
      else extract.once('drain', done)
    },
  })
  // Whoever reads the entries hears of it.
  extract.on('error', () => undefined)
  archive.on('error', () => undefined)
  return archive
}

/** Runs a script of ours; its words on stderr are the reason when it fails. */
async function runScript(
  run: Run,
  args: readonly string[],
  streams: Pick<CommandStreams, 'stdin' | 'stdout' | 'signal'>,
): Promise<void> {
  const said: Buffer[] = []
  const stderr = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (said.length < 50) said.push(chunk)
      done()
    },
  })
  const {exitCode} = await run({words: ['sh', '-c', ...args]}, {...streams, stderr})
  if (exitCode === 0) return
  const reason = Buffer.concat(said).toString('utf8').trim().split('\n').slice(0, 3).join('; ')
  const text = `In the session: ${reason === '' ? `exit status ${exitCode}` : reason}`
  if (exitCode === NO_SUCH_PATH) throw new NotFoundError(`${text}.`)
  if (exitCode === NO_TAR) throw new UnsupportedError(`${text}.`, {hints: ['Add tar to the image.']})
  throw new CopyError(`${text}.`, {hints: ['Nothing of the copy was kept.']})
}

function token(): string {
  return randomBytes(6).toString('hex')
}

function nowhere(): Writable {
  return new Writable({write: (_chunk, _encoding, done) => done()})
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
