import {expect} from 'chai'
import {OpsError} from '../../../../src/ops/errors.js'
import {LocalHost} from '../../../../src/ops/host/local.js'
import {composeTool, dockerAccess} from '../../../../src/ops/services/docker.js'
import {readUnits} from '../../../../src/ops/services/systemd.js'
import type {SystemdService} from '../../../../src/ops/services/targets.js'
import {rejection} from '../../../support/rejection.js'
import {fakePrograms, type FakePrograms} from '../host/fake-ssh.js'

const MANAGER: SystemdService = {
  host: 'here',
  spec: {name: 'manager', hosts: ['here'], kind: 'systemd', unit: 'backendai-manager'},
}

describe('programs that mislead', () => {
  let fake: FakePrograms
  const host = new LocalHost('here', {isRoot: false})
  const failure = (work: Promise<unknown>): Promise<OpsError> => rejection(work, OpsError)
  const unit = async (text: string) => {
    fake = await fakePrograms({systemctl: `cat <<'E'\n${text}\nE`})
    const [state] = await readUnits(host, [MANAGER], {})
    return state
  }

  afterEach(() => fake.dispose())

  it('a crash loop is "activating" to systemd, and restarting to us', async () => {
    const state = await unit(
      'LoadState=loaded\nActiveState=activating\nSubState=auto-restart\nResult=exit-code\nExecMainStatus=3\nNRestarts=7',
    )

    expect(state).to.deep.include({state: 'restarting', restarts: 7})
    expect(state?.detail).to.equal('exit-code, last exit status 3, 7 restarts')
  })

  it('an unknown unit is no error to systemctl show', async () => {
    expect(await unit('LoadState=not-found\nActiveState=inactive\nSubState=dead')).to.include({
      state: 'absent',
    })
  })

  it('memory that is not measured is not a number', async () => {
    const state = await unit(
      'LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=7\nMemoryCurrent=18446744073709551615',
    )

    expect(state).to.include({state: 'running', pid: 7, memoryBytes: null})
  })

  it('no systemd is unreachable, in its own words', async () => {
    fake = await fakePrograms({systemctl: 'echo "System has not been booted with systemd" >&2; exit 1'})

    const error = await failure(readUnits(host, [MANAGER], {}))

    expect(error.code).to.equal('UNREACHABLE')
    expect(error.message).to.include('not been booted')
  })

  it('Docker that is not running is unreachable', async () => {
    fake = await fakePrograms({
      docker: 'echo "Cannot connect to the Docker daemon at unix:///x." >&2; exit 1',
    })

    expect((await failure(dockerAccess(host, {}))).code).to.equal('UNREACHABLE')
  })

  it('Docker that refuses the account is asked through sudo', async () => {
    fake = await fakePrograms({
      docker:
        '[ "$VIA" = sudo ] && echo 20.10.24 || { echo "permission denied while trying to connect" >&2; exit 1; }',
      sudo: '[ "$1" = -n ] && shift; VIA=sudo exec "$@"',
    })

    expect(await dockerAccess(host, {})).to.deep.equal({asRoot: true, engine: '20.10.24'})
  })

  it('neither the account nor sudo may: not allowed', async () => {
    fake = await fakePrograms({
      docker: 'echo "permission denied while trying to connect" >&2; exit 1',
      sudo: 'echo "sudo: a password is required" >&2; exit 1',
    })

    expect((await failure(dockerAccess(host, {}))).code).to.equal('NOT_ALLOWED')
  })

  const both = {docker: 'echo 2.40.3', 'docker-compose': 'echo 1.29.2'}
  for (const [madeBy, choice, major] of [
    ['1.29.2', 'auto', 1],
    ['2.40.3', 'auto', 2],
    [null, 'auto', 2],
    ['2.40.3', 'v1', 1],
  ] as const) {
    it(`containers made by ${madeBy ?? 'nobody'}, ${choice}: compose v${major}, so that nothing is made anew`, async () => {
      fake = await fakePrograms(both)

      expect((await composeTool(host, {choice, madeBy}, {})).major).to.equal(major)
    })
  }

  it('takes v1 where the docker client has no compose', async () => {
    fake = await fakePrograms({...both, docker: 'echo "docker: compose is not a docker command" >&2; exit 1'})

    expect((await composeTool(host, {choice: 'auto', madeBy: null}, {})).major).to.equal(1)
  })
})
