import {expect} from 'chai'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {BaiUser} from '../support/bai.js'

const HOOK = fileURLToPath(new URL('../support/loaded-files.cjs', import.meta.url))
const BUNDLE_NOTES = new URL('../../node_modules/.cache/bai/bundle.json', import.meta.url)

/** Packages that cost as much as Node itself, or are meant for few commands. */
const HEAVY = [
  'undici',
  'graphql',
  'etcd3',
  'ssh2',
  'ws',
  'execa',
  'age-encryption',
  'yaml',
  'zod',
  '@oclif/core',
]

/** What the build noted: the inputs of each part of the bundle. */
interface BundleNotes {
  outputs: Record<string, {inputs: Record<string, unknown>}>
}

describe('A command loads', () => {
  let user: BaiUser
  let notes: BundleNotes

  before(async () => {
    user = await BaiUser.create()
    notes = JSON.parse(await readFile(BUNDLE_NOTES, 'utf8')) as BundleNotes
  })

  after(() => user.remove())

  async function heavyOnesOf(argv: readonly string[]): Promise<string[]> {
    const file = join(user.home, 'loaded.json')
    await user.run(argv, {
      env: {
        NODE_OPTIONS: `--require ${HOOK}`,
        BAI_TEST_LOADED: file,
        BAI_ENDPOINT: 'http://127.0.0.1:1',
        BAI_ACCESS_KEY: 'AKIAEXAMPLE0000000AB',
        BAI_SECRET_KEY: 'secret',
      },
    })
    const loaded = JSON.parse(await readFile(file, 'utf8')) as string[]
    const inputs = loaded.flatMap((name) => Object.keys(notes.outputs[name]?.inputs ?? {[name]: null}))
    return HEAVY.filter((name) =>
      inputs.some((input) => input.includes(`node_modules/${name}/`) || input === `package:${name}`),
    )
  }

  for (const [argv, expected] of [
    [['--version'], []],
    [['session', 'list', '--help'], []],
    [['session', 'lisst'], []],
    [
      ['config', 'show'],
      ['@oclif/core', 'zod'],
    ],
    [
      ['session', 'list'],
      ['@oclif/core', 'zod'],
    ],
    [['whoami'], ['@oclif/core', 'zod']],
    [
      ['ops', 'config', 'show'],
      ['@oclif/core', 'zod'],
    ],
  ] as const) {
    it(`${expected.join(' and ') || 'no heavy package'} for \`bai ${argv.join(' ')}\``, async () => {
      const heavy = await heavyOnesOf(argv)

      expect(heavy.sort()).to.deep.equal([...expected].sort())
    })
  }
})
