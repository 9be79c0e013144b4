import {randomUUID} from 'node:crypto'
import {posix} from 'node:path'
import {z} from 'zod'
import {noContent, ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {archiveOf, contentOf, listFolder, OutsideHomeError, pathInHome, putFile} from '../home-files.js'
import {internalError, invalidParameters, malformedBody, malformedParameters} from '../problems.js'
import type {Route} from '../router.js'
import {requireKernel} from '../running-kernel.js'

const MIB = 1024 * 1024
const MOST_UPLOADS = 20
const MOST_DOWNLOADS = 5
/** Parts and their headers, beside the files themselves. */
const UPLOAD_LIMIT_BYTES = MOST_UPLOADS * MIB + MIB

/** Files of a session's home. Managers answer most mistakes here with a bare 500, and so does this one. */
export const sessionFileRoutes: readonly Route[] = [
  {method: 'POST', path: '/session/:session/upload', access: 'user', handle: upload},
  {method: 'POST', path: '/session/:session/download', access: 'user', handle: download},
  {method: 'POST', path: '/session/:session/download_single', access: 'user', handle: downloadSingle},
  {method: 'GET', path: '/session/:session/files', access: 'user', handle: list},
]

/** What is refused on its way out of the home is left out without a word: 204 all the same. */
async function upload(context: RequestContext, actor: Actor): Promise<Reply> {
  const {kernel} = requireKernel(context, actor)
  const files = await uploadedFiles(context)
  if (files.length > MOST_UPLOADS) throw invalidParameters('Too many files')
  if (files.some(({content}) => content.length >= MIB)) throw invalidParameters('Too large file')
  for (const {name, content} of files) {
    await putFile(kernel, name, content).catch((error: unknown) => {
      if (!(error instanceof OutsideHomeError)) refuse()
    })
  }
  return noContent()
}

interface UploadedFile {
  name: string
  content: Buffer
}

async function uploadedFiles(context: RequestContext): Promise<UploadedFile[]> {
  const type = context.request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/')) throw malformedBody('The body is no multipart form.')
  const bytes = await context.bytes(UPLOAD_LIMIT_BYTES)
  const form = await new Response(bytes, {headers: {'Content-Type': type}}).formData().catch(() => {
    throw malformedBody('The body is no multipart form.')
  })
  const files = [...form.values()].filter((value) => typeof value !== 'string')
  return Promise.all(
    files.map(async (file) => ({name: file.name, content: Buffer.from(await file.arrayBuffer())})),
  )
}

/** Each path as a tar archive, one part of the answer each. */
async function download(context: RequestContext, actor: Actor): Promise<undefined> {
  const {kernel} = requireKernel(context, actor)
  const paths = context.query.getAll('files')
  if (paths.length === 0) throw malformedParameters('Schema validation failed. (files: Field required)')
  if (paths.length > MOST_DOWNLOADS) throw invalidParameters('Too many files')
  const archives = await Promise.all(paths.map((path) => archiveOf(kernel, path, MIB))).catch(refuse)
  const boundary = randomUUID().replaceAll('-', '')
  const parts = archives.flatMap((archive) => [
    Buffer.from(
      `--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Encoding: identity\r\n` +
        `Content-Length: ${archive.length}\r\n\r\n`,
    ),
    archive,
    Buffer.from('\r\n'),
  ])
  context.response.writeHead(200, {
    'Content-Type': `multipart/mixed; boundary="${boundary}"`,
    'Content-Encoding': 'identity',
  })
  context.response.end(Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]))
  return undefined
}

async function downloadSingle(context: RequestContext, actor: Actor): Promise<undefined> {
  const {kernel} = requireKernel(context, actor)
  const {file} = context.parseQuery(z.looseObject({file: z.string()}))
  const content = await contentOf(kernel, file, MIB).catch(refuse)
  context.response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Encoding': 'identity',
  })
  context.response.end(content)
  return undefined
}

/** A folder that is not there is an answer with an error in it; one outside of the home is refused. */
async function list(context: RequestContext, actor: Actor): Promise<Reply> {
  const {kernel} = requireKernel(context, actor)
  const path = context.query.get('path') ?? '.'
  await pathInHome(kernel, path).catch((error: unknown) => {
    if (error instanceof OutsideHomeError) refuse()
  })
  const abspath = posix.resolve(kernel.home, path)
  try {
    return ok({files: JSON.stringify(await listFolder(kernel, path)), errors: '', abspath})
  } catch (error) {
    return ok({files: '', errors: error instanceof Error ? error.message : '', abspath})
  }
}

function refuse(): never {
  throw internalError()
}
