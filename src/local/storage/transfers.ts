import {randomBytes, randomUUID} from 'node:crypto'
import {createWriteStream} from 'node:fs'
import {mkdir, open, rename, rmdir, stat} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import type {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {placeIn, UPLOADS} from './folder-files.js'

/** Leave to upload one file, for whoever has the token. */
export interface UploadGrant {
  /** The folder on this machine. */
  root: string
  path: string
  size: number
  /** Where it grows. */
  staging: string
  /** Something is being written now. */
  isBusy: boolean
}

/** Leave to download one file. */
export interface DownloadGrant {
  root: string
  path: string
}

/** What comes does not go on where the last part ended, or two come at once. */
export class OffsetError extends Error {}

/** More came than was announced. */
export class TooLongError extends Error {}

const MOST_GRANTS = 100_000

/** Tokens that permit to transfer a file. They live as long as this process. */
export class Transfers {
  private readonly uploads = new Map<string, UploadGrant>()
  private readonly downloads = new Map<string, DownloadGrant>()

  /** Begins an upload: from now on what has arrived of it is kept. */
  async grantUpload(root: string, path: string, size: number): Promise<string> {
    const staging = join(root, UPLOADS, randomUUID().replaceAll('-', ''))
    await mkdir(dirname(staging), {recursive: true})
    await (await open(staging, 'wx', 0o644)).close()
    return keep(this.uploads, {root, path, size, staging, isBusy: false})
  }

  grantDownload(root: string, path: string): string {
    return keep(this.downloads, {root, path})
  }

  upload(token: string): UploadGrant | undefined {
    return this.uploads.get(token)
  }

  download(token: string): DownloadGrant | undefined {
    return this.downloads.get(token)
  }
}

/** A token for a grant. The oldest ones are forgotten when there are too many. */
function keep<Grant>(grants: Map<string, Grant>, grant: Grant): string {
  const token = randomBytes(24).toString('hex')
  grants.set(token, grant)
  const [oldest] = grants.keys()
  if (grants.size > MOST_GRANTS && oldest !== undefined) grants.delete(oldest)
  return token
}

/** Bytes that have arrived of an upload. Rejects when it is over. */
export async function arrived({staging}: UploadGrant): Promise<number> {
  return (await stat(staging)).size
}

/** Appends what comes, and puts the file into its place when that is all of it. Rejects with `OffsetError`, `TooLongError`. */
export async function append(grant: UploadGrant, offset: number, part: Readable): Promise<number> {
  if (grant.isBusy || (await arrived(grant)) !== offset)
    throw new OffsetError('That is not where it goes on.')
  grant.isBusy = true
  try {
    await pipeline(
      part,
      (chunks) => limited(chunks, grant.size - offset),
      createWriteStream(grant.staging, {flags: 'r+', start: offset}),
    )
    const now = await arrived(grant)
    if (now >= grant.size) await finish(grant)
    return now
  } finally {
    grant.isBusy = false
  }
}

async function* limited(chunks: AsyncIterable<unknown>, limit: number): AsyncGenerator<Buffer> {
  let left = limit
  for await (const chunk of chunks) {
    if (!Buffer.isBuffer(chunk)) continue
    left -= chunk.length
    if (left < 0) throw new TooLongError('More came than was announced.')
    yield chunk
  }
}

async function finish({root, path, staging}: UploadGrant): Promise<void> {
  const target = await placeIn(root, path)
  await mkdir(dirname(target), {recursive: true})
  await rename(staging, target)
  // Other uploads may be under way.
  await rmdir(dirname(staging)).catch(() => undefined)
}
