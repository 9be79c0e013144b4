import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {finished} from '../support/bai.js'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const PROGRAM = `
import {main} from ${JSON.stringify(MAIN)}
const Stuck = {id: 'stuck', start: () => new Promise(() => undefined)}
const line = {
  asked: {kind: 'command', id: 'stuck', argv: []},
  root: '.',
  version: '0.0.0',
  report: {json: false, debug: false},
}
void main(line, {stuck: async () => ({default: Stuck})})
`

describe('a command that waits for what never comes', function () {
  this.timeout(60_000)

  it('is no success', async () => {
    const child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '--eval', PROGRAM])
    child.stdin.end()

    const {exitCode, stderr} = await finished(child)

    expect(exitCode, stderr).to.equal(1)
    expect(stderr).to.include('It ended before its work was done')
  })
})
