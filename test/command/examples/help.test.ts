import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import pLimit from 'p-limit'
import {ADMIN_SCENES} from '../../support/examples/admin-scenes.js'
import {HELP_EXAMPLES} from '../../support/examples/help.js'
import {CONTAINER_SCENES, NEWCOMER_SCENES, OPERATOR_SCENES} from '../../support/examples/lab-scenes.js'
import type {Scene} from '../../support/examples/scene.js'
import {play} from '../../support/examples/stage.js'
import {STORAGE_SCENES} from '../../support/examples/storage-scenes.js'
import {MACHINE_SCENES, USER_SCENES} from '../../support/examples/user-scenes.js'
import {leaveOut} from '../../support/leave-out.js'
import {hasTerminal} from '../../support/terminal.js'

const SCENES: readonly Scene[] = [...ADMIN_SCENES, ...USER_SCENES, ...STORAGE_SCENES, ...MACHINE_SCENES]

/** Examples that no test runs, with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'bai local up --runtime docker': 'test/lab/local/docker-runtime.test.ts does, with an image of its own',
  'bai ops restart all': 'takes long; test/lab/services/control.test.ts does it with each service',
  'bai ops stop all --yes': 'takes long; test/lab/services/control.test.ts does it with each service',
}

describe('the examples of help', function () {
  this.timeout(600_000)
  const ends = new Map<Scene, Promise<string[]>>()

  before('begin them, a few scenes at a time', function () {
    if (!hasTerminal) leaveOut(this, 'there is no program `script` to lend a terminal')
    if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0)
      leaveOut(this, 'examples use the image python, for which this machine has no Python')
    const few = pLimit(3)
    for (const scene of SCENES) {
      const end = few(() => play(scene))
      end.catch(() => undefined)
      ends.set(scene, end)
    }
  })

  for (const scene of SCENES) {
    it(`hold: ${scene.title}`, async () => {
      const failures = await ends.get(scene)

      expect(failures).to.deep.equal([])
    })
  }
})

describe('every example of help', () => {
  const everywhere = [...SCENES, ...CONTAINER_SCENES, ...NEWCOMER_SCENES, ...OPERATOR_SCENES]
  const played = everywhere.flatMap(({steps}) => steps.map((step) => step.line))
  const all = [...HELP_EXAMPLES.values()].flat()

  it('is run by a test, or there is a reason why not', () => {
    const run = new Set(played)

    expect(all.filter((text) => !run.has(text) && NOT_RUN[text] === undefined)).to.deep.equal([])
  })

  it('that is said not to be run is there, and is not run', () => {
    const needless = Object.keys(NOT_RUN).filter((text) => !all.includes(text) || played.includes(text))

    expect(needless).to.deep.equal([])
  })
})
