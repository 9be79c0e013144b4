import {mkdir, stat} from 'node:fs/promises'
import {dirname, posix} from 'node:path'
import {Writable} from 'node:stream'
import type {SessionChannel} from '../inside/channel.js'
import {RejectedError} from '../errors.js'
import type {RequestOptions} from '../transport/options.js'
import type {JobTransfer} from './job.js'

type Signal = Pick<RequestOptions, 'signal'>

/** Puts a file or folder at its place in the session; folders above it are made. */
export async function uploadForJob(
  channel: SessionChannel,
  {local, remote}: JobTransfer,
  options: Signal,
): Promise<void> {
  const above = posix.dirname(remote)
  if (!(await succeeds(channel, ['mkdir', '-p', '--', above], options))) {
    throw new RejectedError(`The folder ${above} cannot be made in the session.`)
  }
  const isFolder = await stat(local).then(
    (found) => found.isDirectory(),
    () => false,
  )
  await channel.upload({from: isFolder ? contentOf(local) : local, to: remote, ...options})
}

/** Brings a file or folder of the session to its place here; folders above it are made. */
export async function downloadForJob(
  channel: SessionChannel,
  {local, remote}: JobTransfer,
  options: Signal,
): Promise<void> {
  const isFolder = await succeeds(channel, ['test', '-d', remote], options)
  await mkdir(dirname(local), {recursive: true})
  await channel.download({from: isFolder ? contentOf(remote) : remote, to: local, ...options})
}

/** The copy becomes the target; without this it would go into one that is there. */
function contentOf(folder: string): string {
  return `${folder.replace(/(?<=.)\/+$/, '')}/.`
}

async function succeeds(
  channel: SessionChannel,
  words: readonly string[],
  options: Signal,
): Promise<boolean> {
  const streams = {stdout: nowhere(), stderr: nowhere(), ...options}
  return (await channel.run({words}, streams)).exitCode === 0
}

function nowhere(): Writable {
  return new Writable({write: (_chunk, _encoding, done) => done()})
}
