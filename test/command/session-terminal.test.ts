import {expect} from 'chai'
import {BaiUser} from '../support/bai.js'
import {pictureOf} from '../support/picture.js'
import {uniqueName, useTarget} from '../support/target.js'
import {hasTerminal, Terminal} from '../support/terminal.js'
import {leaveOut} from '../support/leave-out.js'

const CTRL_C = '\u0003'
const WIDTH = 80

describe('Session commands on a terminal of 80 columns', function () {
  this.timeout(60_000)
  const target = useTarget()
  // Long enough that name, image and reason cannot all have what they want.
  const stem = uniqueName('a-session-with-quite-a-long-name')
  let person: BaiUser
  let terminal: Terminal | undefined
  let running = ''

  before('make one that runs and two that wait', async function () {
    if (!hasTerminal) leaveOut(this, 'there is no `script` to make a terminal with')
    person = await BaiUser.create()
    const {sessions} = target().client()
    running = (await sessions.create(target().session({name: `${stem}-1`, gpu: '0.9'}))).id
    await target()
      .client()
      .wait([running], {goals: ['running'], withinMs: 30_000})
    for (const number of [2, 3])
      await sessions.create(target().session({name: `${stem}-${number}`, gpu: '0.9'}))
  })
  afterEach(() => terminal?.end())
  after(async () => {
    await target().reset()
    await (person as BaiUser | undefined)?.remove()
  })

  const open = (...argv: string[]): Terminal => {
    terminal = new Terminal(person, argv, {env: target().environment(), columns: WIDTH})
    return terminal
  }
  /** The terminal says in the end whether it echoes and reads by line; that line is not part of the output. */
  const withoutModes = (shown: string): string => shown.replace(/(-?(echo|icanon|isig) ?)+\s*$/, '')

  const COMMANDS: Record<string, () => string[]> = {
    'session list': () => ['session', 'list'],
    'session list -o wide': () => ['session', 'list', '-o', 'wide'],
    'session create': () => ['session', 'create', target().image, '-c', '64', '-N', uniqueName(stem)],
    'session history': () => ['session', 'history'],
    'session get': () => ['session', 'get', `${stem}-2`],
    'image list': () => ['image', 'list'],
  }
  for (const [title, argv] of Object.entries(COMMANDS)) {
    it(`fit: \`${title}\` has no line that is longer`, async () => {
      const shell = open(...argv())

      const exitCode = await shell.exitCode()

      const {lines} = pictureOf(withoutModes(shell.shown))
      expect(exitCode).to.equal(0)
      const table = lines.filter((line) => !line.startsWith('The terminal is too narrow for'))
      expect(table).not.to.deep.equal([])
      expect(table.filter((line) => line.length > WIDTH)).to.deep.equal([])
    })
  }

  it('show one session a line, the states whole, and what is cut with a sign', async () => {
    const shell = open('session', 'list')

    await shell.exitCode()

    const [heading = '', ...rows] = pictureOf(withoutModes(shell.shown)).lines
    const own = rows.filter((row) => /^a-ses/.test(row))
    expect(heading).to.match(/^NAME +ID +STATUS/)
    expect(own.filter((row) => row.includes(' RUNNING '))).to.have.length(1)
    expect(own.filter((row) => row.includes(' PENDING ')).length).to.be.at.least(2)
    expect(own.join('')).to.include('…')
  })

  it('draw a watched list over itself when something changes, and leave it there on Ctrl-C', async () => {
    const shell = open('session', 'list', '--watch', '--filter', `name~${stem}`)
    await shell.sees('RUNNING')

    await target().client().sessions.destroy(running)
    await target()
      .client()
      .wait([running], {goals: ['terminated'], withinMs: 30_000})
    // The one that ran is gone from the list, and the next one runs in its place.
    await shell.sees('RUNNING')
    const during = pictureOf(shell.shown)
    shell.types(CTRL_C)
    const exitCode = await shell.exitCode()

    const after = pictureOf(withoutModes(shell.shown.replace('^C', '')))
    expect(exitCode).to.equal(130)
    expect([during.cursor, after.cursor]).to.deep.equal(['hidden', 'shown'])
    expect(after.lines.filter((line) => line.startsWith('NAME'))).to.have.length(1)
    expect(after.lines.filter((line) => line.includes(' RUNNING '))).to.have.length(1)
  })

  it('give the terminal back as it was after Ctrl-C', async () => {
    const shell = open('session', 'watch', `${stem}-3`)
    await shell.sees('PENDING')

    shell.types(CTRL_C)
    await shell.exitCode()

    expect(/((echo|icanon|isig) ?){3}\s*$/.exec(shell.shown), shell.shown).not.to.equal(null)
    expect(pictureOf(withoutModes(shell.shown)).cursor).to.equal('shown')
  })

  it('ask before a selection is ended, and end nothing when the answer is no', async () => {
    const shell = open('session', 'rm', '--all-pending')
    await shell.sees('[y/N]')

    shell.types('n\r')
    const exitCode = await shell.exitCode()

    const waiting = await target().client().resolve(`${stem}-3`)
    expect(exitCode).to.equal(12)
    expect(waiting[0]).to.include({status: 'PENDING'})
  })

  it('end nothing when the question is answered with Ctrl-C', async () => {
    const shell = open('session', 'rm', '--all-pending')
    await shell.sees('[y/N]')

    shell.types(CTRL_C)
    const exitCode = await shell.exitCode()

    const [waiting] = await target().client().resolve(`${stem}-3`)
    expect(exitCode).to.equal(130)
    expect(waiting).to.include({status: 'PENDING'})
  })
})
