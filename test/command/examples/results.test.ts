import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {z} from 'zod'
import {useCluster} from '../../support/cluster-user.js'
import type {Who} from '../../support/target.js'

const {$defs: SCHEMAS} = z
  .object({$defs: z.record(z.string(), z.record(z.string(), z.unknown()))})
  .parse(JSON.parse(readFileSync(new URL('../../../docs/results.schema.json', import.meta.url), 'utf8')))

/** Command lines by the command that they are of; those that change something only plan it. */
const LINES: readonly (readonly [command: string, rest?: readonly string[], as?: Who])[] = [
  ['session list'],
  ['session get', ['line-1']],
  ['session why', ['line-3']],
  ['session history'],
  ['session graph', ['line-3']],
  ['session create', ['base', '--gpu', '0.4', '--dry-run']],
  ['session rm', ['line-1', '--dry-run']],
  ['session rename', ['line-1', 'other', '--dry-run']],
  ['queue list'],
  ['queue stats'],
  ['quota'],
  ['gpu list'],
  ['image list'],
  ['image versions', ['base']],
  ['vfolder create', ['datasets', '--dry-run']],
  ['vfolder list'],
  ['whoami'],
  ['version'],
  ['doctor'],
  ['profile list'],
  ['config show'],
  ['admin agent list', [], 'admin'],
  ['admin user list', [], 'admin'],
  ['admin status', [], 'admin'],
  ['admin group create', ['vision', '--dry-run'], 'admin'],
]

/** Lists that nothing is in; of all others an empty one would prove nothing. */
const EMPTY_HERE = new Set(['vfolder list', 'profile list'])

describe('the JSON of results', function () {
  this.timeout(120_000)
  const here = useCluster()

  before('let one of three wait', async () => {
    await here().run(['session', 'create', 'base', '--name', 'gone', '--wait'])
    await here().run(['session', 'rm', 'gone', '--wait'])
    await here().run(['session', 'create', 'base', '--gpu', '0.4', '--count', '3', '--name', 'line'])
    await here().run(['session', 'wait', 'line-1', 'line-2'])
  })

  for (const [command, rest = [], as] of LINES) {
    it(`of \`${command}\` is what docs/results.schema.json says`, async () => {
      const schema = z.fromJSONSchema(SCHEMAS[command] ?? {not: {}})

      const document = await here().json<unknown>([...command.split(' '), ...rest], as)

      expect(schema.safeParse(document).error?.issues ?? []).to.deep.equal([])
      if (!EMPTY_HERE.has(command)) expect(document).to.not.deep.equal([])
    })
  }
})
