import {createReadStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import {pipeline} from 'node:stream/promises'
import {OutsideFolderError, placeIn} from '../../storage/folder-files.js'
import {
  append,
  arrived,
  OffsetError,
  TooLongError,
  type Transfers,
  type UploadGrant,
} from '../../storage/transfers.js'
import type {RequestContext} from '../context.js'
import {badTransfer, offsetMismatch, unknownFile} from '../folder-problems.js'
import type {Route} from '../router.js'

/** What a storage proxy is in a real installation: uploads by the tus protocol, downloads. The token is the permission. */
export function storageRoutes(transfers: Transfers): readonly Route[] {
  const path = '/storage/upload'
  return [
    {method: 'OPTIONS', path, access: 'anyone', handle: options},
    {method: 'HEAD', path, access: 'anyone', handle: (context) => uploaded(context, transfers)},
    {method: 'PATCH', path, access: 'anyone', handle: (context) => upload(context, transfers)},
    {
      method: 'GET',
      path: '/storage/download',
      access: 'anyone',
      handle: (context) => download(context, transfers),
    },
  ]
}

const TUS = {'Tus-Resumable': '1.0.0', 'Tus-Version': '1.0.0', 'Cache-Control': 'no-store'}

function options({response}: RequestContext): undefined {
  response.writeHead(200, TUS).end()
  return undefined
}

function grantOf({query}: RequestContext, transfers: Transfers): UploadGrant {
  const grant = transfers.upload(query.get('token') ?? '')
  if (!grant) throw badTransfer('The token is not valid.')
  return grant
}

async function uploaded(context: RequestContext, transfers: Transfers): Promise<undefined> {
  const grant = grantOf(context, transfers)
  const offset = await arrived(grant).catch(() => {
    throw unknownFile()
  })
  context.response.writeHead(200, {...TUS, 'Upload-Offset': offset, 'Upload-Length': grant.size}).end()
  return undefined
}

async function upload(context: RequestContext, transfers: Transfers): Promise<undefined> {
  const grant = grantOf(context, transfers)
  const said = context.request.headers['upload-offset']
  if (typeof said !== 'string' || !/^\d+$/.test(said))
    throw badTransfer('The header Upload-Offset is missing.')
  const offset = await append(grant, Number(said), context.request).catch((error: unknown) => {
    if (error instanceof OffsetError) throw offsetMismatch(error.message)
    if (error instanceof TooLongError || error instanceof OutsideFolderError) throw badTransfer(error.message)
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw unknownFile()
    throw error
  })
  context.response.writeHead(204, {...TUS, 'Upload-Offset': offset, 'Upload-Length': grant.size}).end()
  return undefined
}

/** One file, or the part of it that `Range` asks for. */
async function download(context: RequestContext, transfers: Transfers): Promise<undefined> {
  const grant = transfers.download(context.query.get('token') ?? '')
  if (!grant) throw badTransfer('The token is not valid.')
  const path = await placeIn(grant.root, grant.path).catch(() => {
    throw unknownFile()
  })
  const stats = await stat(path).catch(() => {
    throw unknownFile()
  })
  if (!stats.isFile()) throw badTransfer('The file is not a regular file.')
  const modified = stats.mtime.toUTCString()
  const first = firstByte(context, modified)
  if (first >= stats.size && first > 0) throw badTransfer('The range is beyond the end.')
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    'Last-Modified': modified,
    'Content-Length': stats.size - first,
    ...(first > 0 && {'Content-Range': `bytes ${first}-${stats.size - 1}/${stats.size}`}),
  }
  context.response.writeHead(first > 0 ? 206 : 200, headers)
  // Whoever reads may go away; then there is nobody to tell.
  await pipeline(createReadStream(path, {start: first}), context.response).catch(() => undefined)
  return undefined
}

/** Where a download begins; at the beginning when the file is another one than the caller thinks. */
function firstByte({request}: RequestContext, modified: string): number {
  const {range, 'if-range': condition} = request.headers
  const first = /^bytes=(\d+)-$/.exec(range ?? '')?.[1]
  return first === undefined || (condition !== undefined && condition !== modified) ? 0 : Number(first)
}
