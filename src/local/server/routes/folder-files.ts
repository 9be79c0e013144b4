import {z} from 'zod'
import {listEntries, makeFolder, placeIn} from '../../storage/folder-files.js'
import type {Transfers} from '../../storage/transfers.js'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {onVolume, requireFolder, rootOf} from '../folder-lookup.js'
import {unknownFolder} from '../problems.js'
import type {Route} from '../router.js'

/** What is in storage folders: lists, and leave to transfer files. */
export function folderFileRoutes(transfers: Transfers): readonly Route[] {
  return [
    {method: 'GET', path: '/folders/:folder/files', access: 'user', handle: list},
    {method: 'POST', path: '/folders/:folder/mkdir', access: 'user', handle: mkdir},
    {
      method: 'POST',
      path: '/folders/:folder/request-upload',
      access: 'user',
      handle: (context, actor) => requestUpload(context, actor, transfers),
    },
    {
      method: 'POST',
      path: '/folders/:folder/request-download',
      access: 'user',
      handle: (context, actor) => requestDownload(context, actor, transfers),
    },
  ]
}

/** @throws Problem 404 for a folder that may only be read, as managers have it */
function writableRoot(context: RequestContext, actor: Actor): string {
  const {folder, permission} = requireFolder(context, actor)
  if (permission === 'ro') throw unknownFolder(folder.name)
  return rootOf(context.cluster, folder)
}

async function list(context: RequestContext, actor: Actor): Promise<Reply> {
  const {folder} = requireFolder(context, actor)
  const path = context.query.get('path') ?? ''
  return ok({items: await onVolume(listEntries(rootOf(context.cluster, folder), path))})
}

const mkdirBody = z.looseObject({
  path: z.union([z.string(), z.array(z.string())]),
  exist_ok: z.boolean().default(false),
})

async function mkdir(context: RequestContext, actor: Actor): Promise<Reply> {
  const root = writableRoot(context, actor)
  const {path, exist_ok: existOk} = await context.body(mkdirBody)
  const paths = [path].flat()
  const outcomes = await Promise.allSettled(paths.map((one) => makeFolder(root, one, {existOk})))
  const items = outcomes.map(({status}, i) => ({
    failed: status === 'rejected',
    item: {msg: status === 'rejected' ? 'The folder cannot be made.' : null, item: paths[i]},
  }))
  const [failed, success] = [true, false].map((wanted) =>
    items.filter((one) => one.failed === wanted).map(({item}) => item),
  )
  return {status: failed?.length === paths.length ? 422 : 200, body: {results: {success, failed}}}
}

async function requestUpload(context: RequestContext, actor: Actor, transfers: Transfers): Promise<Reply> {
  const root = writableRoot(context, actor)
  const {path, size} = await context.body(z.looseObject({path: z.string().min(1), size: z.int().min(0)}))
  await onVolume(placeIn(root, path))
  const token = await onVolume(transfers.grantUpload(root, path, size))
  return ok({token, url: `${context.url.origin}/storage/upload`})
}

async function requestDownload(context: RequestContext, actor: Actor, transfers: Transfers): Promise<Reply> {
  const {folder} = requireFolder(context, actor)
  const {path} = await context.body(z.looseObject({path: z.string()}))
  const token = transfers.grantDownload(rootOf(context.cluster, folder), path)
  return ok({token, url: `${context.url.origin}/storage/download`})
}
