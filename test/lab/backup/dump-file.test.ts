import {expect} from 'chai'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {sh} from '../support/lab.js'
import {AS_THEY_SHOULD_BE, Installation} from './installation.js'

describe('bai ops restore db of a file made by hand', function () {
  this.timeout(300_000)
  let site: Installation
  let whole: string[]

  before(async () => {
    site = await Installation.create()
    whole = await site.fingerprints()
  })
  after(async () => site.remove())

  /** Makes a file as people do, by a line for a shell; `$1` is the container. */
  const make = async (name: string, line: string): Promise<string> => {
    const file = join(site.operator.user.home, name)
    await sh('bash', '-o', 'pipefail', '-c', `${line} > "$2"`, 'bash', site.database.container, file)
    return file
  }
  const restore = (file: string, ...flags: string[]) =>
    site.ops(['restore', 'db', file, '--no-services', ...flags])

  for (const [name, line] of [
    ['backup_db_data.sql', 'docker exec "$1" pg_dumpall -U postgres'],
    ['with-clean.sql.gz', 'docker exec "$1" pg_dumpall -U postgres --clean --if-exists | gzip'],
  ] as const) {
    it(`gives back everything: ${line}`, async () => {
      const file = await make(name, line)
      await site.sql('TRUNCATE t CASCADE; CREATE TABLE IF NOT EXISTS newer (a int);')
      await site.sql('DROP DATABASE "we""ird, näme";', 'postgres')

      const asked = await restore(file)
      const {exitCode, stderr} = await restore(file, '--yes')

      expect([asked.exitCode, exitCode], stderr).to.deep.equal([12, 0])
      expect(await site.databases()).to.deep.equal(AS_THEY_SHOULD_BE)
      expect(await site.fingerprints()).to.deep.equal(whole)
    })
  }

  it('refuses one that is cut, one of a single database, and one that is not there', async () => {
    const file = await make('whole.sql', 'docker exec "$1" pg_dumpall -U postgres')
    const single = await make('single.sql', 'docker exec "$1" pg_dump -U postgres backend')
    const cut = `${file}.cut.sql`
    await writeFile(cut, (await readFile(file)).subarray(0, -60))
    await site.sql('CREATE TABLE IF NOT EXISTS newer (a int);')

    const results = [
      await restore(cut, '--yes'),
      await restore(single, '--yes'),
      await restore(`${file}.gone.sql`, '--yes'),
    ]

    expect(results.map(({exitCode}) => exitCode)).to.deep.equal([11, 11, 2])
    expect(results[1]?.stderr).to.include('A single pg_dump is none')
    expect(await site.databases()).to.deep.equal(AS_THEY_SHOULD_BE)
    expect(await site.sql('DROP TABLE newer; SELECT 1;')).to.equal('1')
  })
})
