import {expect} from 'chai'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {BaiUser} from '../support/bai.js'

const HOOK = fileURLToPath(new URL('../support/loaded-files.cjs', import.meta.url))

/** What a command must not load; every command must do without it unless it says otherwise. */
const FOR_OTHERS = [
  /^local\//,
  /^ops\//,
  /^sdk\/(inside|storage|run)\//,
  /^sdk\/resources\/admin\//,
  /^sdk\/resources\/(images|vfolder|session-create|session-plan|gpu)/,
  /^commands\//,
  /^cli\/views\//,
  /^cli\/output\/(csv|yaml|json|template|watch|sort|filter)\.js$/,
]

/** A command line, the packages that it loads, and what it loads of `FOR_OTHERS`. */
interface Expected {
  argv: readonly string[]
  packages: readonly string[]
  own: readonly string[]
}

describe('A command loads', () => {
  let user: BaiUser

  before(async () => {
    user = await BaiUser.create()
  })

  after(() => user.remove())

  async function modulesOf(argv: readonly string[]): Promise<string[]> {
    const file = join(user.home, 'loaded.json')
    await user.run(argv, {
      env: {
        NODE_OPTIONS: `--require ${HOOK}`,
        BAI_TEST_LOADED: file,
        // Nothing is kept of other runs.
        BAI_CACHE_DIR: join(user.home, `cache-${argv.join('-')}`),
        BAI_ENDPOINT: 'http://127.0.0.1:1',
        BAI_ACCESS_KEY: 'AKIAEXAMPLE0000000AB',
        BAI_SECRET_KEY: 'secret',
      },
    })
    return JSON.parse(await readFile(file, 'utf8')) as string[]
  }

  for (const argv of [
    ['--version'],
    ['session', 'list', '--help'],
    ['session', 'lisst'],
    ['ps', '--bogus'],
  ]) {
    it(`no module for \`bai ${argv.join(' ')}\``, async () => {
      const modules = await modulesOf(argv)

      expect(modules).to.deep.equal([])
    })
  }

  const cases: readonly Expected[] = [
    {
      argv: ['config', 'show'],
      packages: [],
      own: ['cli/views/setting.js', 'commands/config/show.js'],
    },
    {
      argv: ['session', 'list'],
      packages: ['packages/zod-mini.js'],
      own: ['cli/views/session.js', 'commands/session/list.js'],
    },
    {
      argv: ['whoami'],
      packages: ['packages/zod-mini.js'],
      own: ['commands/whoami.js'],
    },
    {
      argv: ['ops', 'config', 'show'],
      packages: [],
      own: [
        'cli/views/site.js',
        'commands/ops/config/show.js',
        'ops/errors.js',
        'ops/index.js',
        'ops/site/load.js',
        'ops/site/names.js',
        'ops/site/origins.js',
        'ops/site/site.js',
      ],
    },
    {
      argv: ['local', 'status'],
      packages: ['packages/zod.js'],
      own: [
        'cli/views/local.js',
        'cli/views/session.js',
        'commands/local/status.js',
        'local/cluster/account-file.js',
        'local/control/server-file.js',
        'local/control/status.js',
        'local/errors.js',
        'local/index.js',
        'local/runtime/runtime.js',
      ],
    },
  ]
  for (const {argv, packages, own} of cases) {
    it(`what it uses and nothing else for \`bai ${argv.join(' ')}\``, async () => {
      const modules = await modulesOf(argv)

      const heavy = modules.filter((id) => id.startsWith('packages/') && !id.startsWith('packages/required-'))
      const ofOthers = modules.filter((id) => FOR_OTHERS.some((pattern) => pattern.test(id)))
      expect(heavy).to.have.members(packages)
      expect(ofOthers).to.have.members(own)
    })
  }
})
