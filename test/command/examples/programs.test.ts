import {expect} from 'chai'
import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {useCluster} from '../../support/cluster-user.js'

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url))

describe('the programs of examples/', function () {
  this.timeout(120_000)
  const here = useCluster()

  /** Runs one to its end, as the account `user`. */
  function program(
    name: string,
    ...args: string[]
  ): Promise<{stdout: string; stderr: string; exitCode: unknown}> {
    const {user, environment} = here()
    const options = {cwd: user.cwd, env: user.environment(environment())}
    return new Promise((resolve) => {
      execFile(process.execPath, [join(EXAMPLES, name), ...args], options, (error, stdout, stderr) =>
        resolve({stdout, stderr, exitCode: error ? error.code : 0}),
      )
    })
  }

  it('wait-for-queue says why something did not start in time, and that all has', async () => {
    const {run} = here()
    await run(['session', 'create', 'base', '--gpu', '0.6', '--count', '2', '--name', 'line'])
    await run(['session', 'wait', 'line-1'])

    const early = await program('wait-for-queue.mjs', '1')
    await run(['session', 'rm', 'line-1', '--wait'])
    await run(['session', 'wait', 'line-2'])
    const late = await program('wait-for-queue.mjs')
    await run(['session', 'rm', 'line-2', '--wait'])

    expect(early.stdout, early.stderr).to.equal(
      '1 in the queue\nline-2: NO_FREE_RESOURCES, short by 0.2 cuda.shares; ends of line-1 would help\n',
    )
    expect([early.exitCode, late.exitCode, late.stdout]).to.deep.equal([3, 0, '0 in the queue\n'])
  })

  it('sweep runs every value, and fails with the one that fails', async () => {
    const line = 'test "$LR" != 0'

    const {stdout, stderr, exitCode} = await program('sweep.mjs', 'base', line, '1e-3', '0', '1e-4')
    const left = await here().json(['session', 'list'])

    expect(exitCode, stderr).to.equal(1)
    expect(stdout.trim().split('\n').sort()).to.deep.equal([
      '0: failed (1)',
      '1e-3: passed (0)',
      '1e-4: passed (0)',
    ])
    const results = JSON.parse(await readFile(join(here().user.cwd, 'sweep.json'), 'utf8')) as {
      attempts: number
    }[]
    expect(results.map(({attempts}) => attempts)).to.deep.equal([1, 1, 1])
    expect(left).to.deep.equal([])
  })
})
