import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {appendFileSync} from 'node:fs'
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import tar, {type Pack} from 'tar-stream'
import {NotFoundError} from '../../../src/sdk/errors.js'
import type {SessionChannel} from '../../../src/sdk/index.js'
import {CopyError} from '../../../src/sdk/inside/copy.js'
import {downloadTree, uploadTree} from '../../../src/sdk/inside/tree-copy.js'
import {rejection} from '../../support/rejection.js'
import {shellIn} from '../../support/shell-session.js'

const MINUTE_AGO = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000)

describe('a copy between this machine and a session', () => {
  let root: string
  let here: string
  let there: string
  let run: SessionChannel['run']

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'bai-copy-'))
    here = join(root, 'here')
    there = join(root, 'there')
    await Promise.all([mkdir(here), mkdir(there)])
    run = shellIn(there)
  })
  afterEach(() => rm(root, {recursive: true, force: true}))

  it('tells the reason of the far side when that stops reading first', async () => {
    await writeFile(join(here, 'one'), 'x'.repeat(1_000_000))
    const refuse: SessionChannel['run'] = async (_command, {stdin, stderr}) => {
      stdin?.destroy(new Error('write EPIPE'))
      await new Promise((resolve) => stdin?.once('close', resolve))
      stderr.write('there is no folder no/such\n')
      return {exitCode: 1, signal: null}
    }

    const error = await rejection(uploadTree(refuse, {from: join(here, 'one'), to: 'no/such/one'}), CopyError)

    expect(error.message).to.include('there is no folder no/such')
  })

  it('tells the reason of the far side when that stops reading what is packed already', async () => {
    await writeFile(join(here, 'one'), 'x')
    const refuse: SessionChannel['run'] = async (_command, {stdin, stderr}) => {
      await new Promise((resolve) => stdin?.once('readable', resolve))
      stdin?.read()
      stdin?.destroy(new Error('write EPIPE'))
      await new Promise((resolve) => stdin?.once('close', resolve))
      stderr.write('there is no folder no/such\n')
      return {exitCode: 1, signal: null}
    }

    const error = await rejection(uploadTree(refuse, {from: join(here, 'one'), to: 'no/such/one'}), CopyError)

    expect(error.message).to.include('there is no folder no/such')
  })

  /** A folder with files of several modes, an empty folder and a link. */
  const tree = async (folder: string): Promise<void> => {
    await mkdir(join(folder, 'sub/empty'), {recursive: true})
    await writeFile(join(folder, 'plain'), 'text\n')
    await writeFile(join(folder, '-odd "name'), Buffer.from([0, 255, 10, 13]))
    await writeFile(join(folder, 'sub/run'), '#!/bin/sh\n')
    await chmod(join(folder, 'sub/run'), 0o750)
    await symlink('../plain', join(folder, 'sub/link'))
    await utimes(join(folder, 'plain'), MINUTE_AGO, MINUTE_AGO)
  }
  const expectTree = async (folder: string): Promise<void> => {
    expect((await readdir(folder, {recursive: true})).sort()).to.deep.equal(
      ['-odd "name', 'plain', 'sub', 'sub/empty', 'sub/link', 'sub/run'].sort(),
    )
    expect(await readFile(join(folder, '-odd "name'))).to.deep.equal(Buffer.from([0, 255, 10, 13]))
    expect((await lstat(join(folder, 'sub/run'))).mode & 0o777).to.equal(0o750)
    expect(await readlink(join(folder, 'sub/link'))).to.equal('../plain')
    expect((await lstat(join(folder, 'plain'))).mtime).to.deep.equal(MINUTE_AGO)
  }

  const DIRECTIONS = {
    'into a session': {
      source: () => here,
      target: () => there,
      copy: (from: string, to: string, more: {followLinks?: boolean} = {}) =>
        uploadTree(run, {from: `${here}/${from}`, to, ...more}),
    },
    'out of a session': {
      source: () => there,
      target: () => here,
      copy: (from: string, to: string, more: {followLinks?: boolean} = {}) =>
        downloadTree(run, {from, to: join(here, to), ...more}),
    },
  }
  for (const [title, {source, target, copy}] of Object.entries(DIRECTIONS)) {
    describe(title, () => {
      it('keeps contents, modes, times and links of a folder', async () => {
        await tree(join(source(), 'data'))

        const result = await copy('data', 'copied')

        expect(result).to.deep.equal({files: 3, bytes: 19, skipped: 0})
        await expectTree(join(target(), 'copied'))
      })

      it('goes into a folder that is there, under its own name', async () => {
        await tree(join(source(), 'data'))
        await mkdir(join(target(), 'box'))

        await copy('data', 'box')

        await expectTree(join(target(), 'box/data'))
      })

      it('replaces files of an earlier copy and leaves all others alone', async () => {
        await tree(join(source(), 'data'))
        await mkdir(join(target(), 'box/data/sub'), {recursive: true})
        await writeFile(join(target(), 'box/data/plain'), 'old')
        await writeFile(join(target(), 'box/data/sub/mine'), 'mine')

        await copy('data', 'box')

        expect(await readFile(join(target(), 'box/data/plain'), 'utf8')).to.equal('text\n')
        expect(await readFile(join(target(), 'box/data/sub/mine'), 'utf8')).to.equal('mine')
        expect(await readdir(join(target(), 'box'))).to.deep.equal(['data'])
      })

      it('is what is in a folder when its path ends in /.', async () => {
        await tree(join(source(), 'data'))
        await mkdir(join(target(), 'box'))

        await copy('data/.', 'box')

        await expectTree(join(target(), 'box'))
      })

      it('gives a single file the name that was asked for', async () => {
        await writeFile(join(source(), 'one'), 'x')

        const result = await copy('one', 'two')

        expect(result).to.deep.equal({files: 1, bytes: 1, skipped: 0})
        expect(await readFile(join(target(), 'two'), 'utf8')).to.equal('x')
      })

      it('takes an empty file and an empty folder', async () => {
        await mkdir(join(source(), 'data/none'), {recursive: true})
        await writeFile(join(source(), 'data/empty'), '')

        await copy('data', 'copied')

        expect((await readdir(join(target(), 'copied'))).sort()).to.deep.equal(['empty', 'none'])
      })

      it('copies what links point to when asked', async () => {
        await writeFile(join(source(), 'outside'), 'content')
        await mkdir(join(source(), 'data'))
        await symlink('../outside', join(source(), 'data/link'))

        await copy('data', 'copied', {followLinks: true})

        expect((await lstat(join(target(), 'copied/link'))).isFile()).to.equal(true)
      })

      it('leaves pipes out and counts them', async () => {
        await tree(join(source(), 'data'))
        spawnSync('mkfifo', [join(source(), 'data/pipe')])

        const {skipped} = await copy('data', 'copied')

        expect(skipped).to.equal(1)
        await expectTree(join(target(), 'copied'))
      })

      it('fails for a source that is not there, and makes nothing', async () => {
        await rejection(copy('nothing', 'copied'), NotFoundError)

        expect(await readdir(target())).to.deep.equal([])
      })

      it('fails for a target in a folder that is not there', async () => {
        await writeFile(join(source(), 'one'), 'x')

        const error = await copy('one', 'no/such/folder').then(
          () => undefined,
          (cause: unknown) => cause,
        )

        expect(error).to.be.instanceOf(Error)
        expect(String(error)).to.include('no folder')
        expect(await readdir(target())).to.deep.equal([])
      })

      it('does not put a file in the place of a folder', async () => {
        await mkdir(join(source(), 'data'))
        await writeFile(join(source(), 'data/x'), 'file')
        await mkdir(join(target(), 'box/data/x'), {recursive: true})

        const error = await copy('data', 'box').then(
          () => undefined,
          (cause: unknown) => cause,
        )

        expect(String(error)).to.include('is a folder')
        expect(await readdir(join(target(), 'box'))).to.deep.equal(['data'])
      })
    })
  }

  it('fails when a file changes while it is read, and leaves nothing of it', async () => {
    const file = join(here, 'log')
    await writeFile(file, Buffer.alloc(4 * 1024 * 1024))

    const copied = uploadTree(run, {from: file, to: 'log', onProgress: () => appendFileSync(file, 'more')})

    const error = await rejection(copied, CopyError)
    expect(error.message).to.include(`${file} changed while it was read`)
    expect(await readdir(there)).to.deep.equal([])
  })

  it('ends with what the session says when there is no room in it, and leaves nothing there', async () => {
    const bin = join(root, 'bin')
    await mkdir(bin)
    await writeFile(
      join(bin, 'tar'),
      '#!/bin/sh\ncat >/dev/null; echo "tar: write error: No space left on device" >&2; exit 2\n',
      {mode: 0o755},
    )
    await writeFile(join(here, 'one'), 'x')
    const full: SessionChannel['run'] = (command, streams) =>
      run({...command, env: {PATH: `${bin}:${process.env['PATH']}`}}, streams)

    const error = await rejection(uploadTree(full, {from: join(here, 'one'), to: 'one'}), CopyError)

    expect(error.message).to.include('No space left on device')
    expect(await readdir(there)).to.deep.equal([])
  })

  describe('when an enemy has packed what comes out', () => {
    const folder = (name: string) => ({name, type: 'directory'}) as const
    const ARCHIVES: Record<string, (pack: Pack) => void> = {
      'a name with ..': (pack) => pack.entry({name: '../evil'}, 'x'),
      'a name with .. in the middle': (pack) => pack.entry({name: './a/../../evil'}, 'x'),
      'an absolute name': (pack) => pack.entry({name: '/tmp/evil'}, 'x'),
      'a link to an absolute path': (pack) =>
        pack.entry({name: './l', type: 'symlink', linkname: '/etc'}).end(null),
      'a link that leads out': (pack) =>
        pack.entry({name: './l', type: 'symlink', linkname: '../x'}).end(null),
      'a file through a link': (pack) => {
        pack.entry({name: './l', type: 'symlink', linkname: '.'}).end(null)
        pack.entry({name: './l/file'}, 'x')
      },
      'a hard link that leads out': (pack) =>
        pack.entry({name: './l', type: 'link', linkname: '../../../../etc/passwd'}).end(null),
      'a name that comes twice': (pack) => {
        pack.entry({name: './a'}, 'x')
        pack.entry({name: './a'}, 'y')
      },
      'a file below a folder that never came': (pack) => pack.entry({name: './no/file'}, 'x'),
      'more than the disk can hold': (pack) => void pack.entry({name: './huge', size: 2 ** 52, type: 'file'}),
      'something that is no archive': () => undefined,
    }
    for (const [title, fill] of Object.entries(ARCHIVES)) {
      it(`refuses ${title}, and leaves nothing of it`, async () => {
        const sent: SessionChannel['run'] = async (_command, {stdout}) => {
          const pack = tar.pack()
          pack.entry(folder('./')).end(null)
          fill(pack)
          // One that announces more than it holds never ends by itself.
          if (!title.startsWith('more')) pack.finalize()
          const first = title.startsWith('something') ? Buffer.alloc(2048, 'nonsense') : await bytesOf(pack)
          await new Promise((resolve) => stdout.write(first, resolve))
          return {exitCode: 0, signal: null}
        }

        const error = await downloadTree(sent, {from: 'x', to: join(here, 'copied')}).then(
          () => undefined,
          (cause: unknown) => cause,
        )

        expect(error).to.be.instanceOf(Error)
        expect(await readdir(root, {recursive: true})).to.deep.equal(['here', 'there'])
      })
    }
  })
})

/** What an archive gives before it waits for more. */
async function bytesOf(pack: Pack): Promise<Buffer> {
  const chunks: Buffer[] = []
  pack.on('data', (chunk) => chunks.push(chunk as Buffer))
  let seen = -1
  while (seen < chunks.length) {
    seen = chunks.length
    await new Promise((resolve) => setImmediate(resolve))
  }
  return Buffer.concat(chunks)
}
