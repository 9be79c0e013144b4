import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {USER_LINES} from '../support/examples/one-liners.js'
import {play} from '../support/examples/stage.js'
import {useInstalled} from '../support/installed.js'
import {leaveOut} from '../support/leave-out.js'

describe('the installed package', function () {
  this.timeout(300_000)
  const installed = useInstalled()

  it(`does ${USER_LINES.title}`, async function () {
    if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0)
      leaveOut(this, 'the lines use Python, which this machine has not')

    const failures = await play(USER_LINES, {program: installed().bai})

    expect(failures).to.deep.equal([])
  })
})
