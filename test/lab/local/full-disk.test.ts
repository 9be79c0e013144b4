import {expect} from 'chai'
import {execFile} from 'node:child_process'
import {mkdir, readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {useSession} from '../../support/inside-session.js'

const execute = promisify(execFile)

describe('session cp out of a session, to a disk that is too small', function () {
  this.timeout(120_000)
  const inside = useSession()
  let disk: string | undefined

  /** A file system of its own, below the person's folder. */
  const mount = async (options: string): Promise<string> => {
    disk = join(inside().person.home, 'disk')
    await mkdir(disk, {recursive: true})
    await execute('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk])
    return disk
  }
  afterEach(async () => {
    if (disk !== undefined) await execute('umount', [disk])
    disk = undefined
  })

  const DISKS = {
    'in bytes': {options: 'size=24m', content: 'head -c 40000000 /dev/zero > big/one'},
    'in files': {options: 'size=64m,nr_inodes=10', content: 'for i in $(seq 30); do echo $i > big/$i; done'},
  }
  for (const [title, {options, content}] of Object.entries(DISKS)) {
    it(`fails ${title}, says why, and leaves nothing there`, async () => {
      const {bai, name} = inside()
      const folder = await mount(options)
      await bai('session', 'exec', name, '--', `rm -rf big; mkdir big; ${content}`)

      const {exitCode, stderr, stdout} = await bai('session', 'cp', `${name}:big`, folder)

      expect([exitCode, stdout]).to.deep.equal([1, ''])
      expect(stderr).to.include('There is no room left on the disk')
      expect(await readdir(folder)).to.deep.equal([])
    })
  }
})
