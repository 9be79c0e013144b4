import {expect} from 'chai'
import {useCluster} from '../support/cluster-user.js'
import {hasShell, Shell} from '../support/shell.js'
import {hasTerminal} from '../support/terminal.js'
import {until} from '../support/until.js'
import {leaveOut} from '../support/leave-out.js'

/** How each shell is started without anybody's configuration, and learns to complete. */
const SHELLS = [
  {
    name: 'bash',
    command: 'bash --norc --noprofile -i',
    learn: 'source <(bai completion bash)',
    sum: '$((40 + 2))',
  },
  {name: 'zsh', command: 'zsh -f -i', learn: 'source <(bai completion zsh)', sum: '$((40 + 2))'},
  {name: 'fish', command: 'fish --no-config -i', learn: 'bai completion fish | source', sum: '(math 40 + 2)'},
] as const

describe('completion', function () {
  this.timeout(120_000)
  const here = useCluster()
  /** Asks until the names are there: they are left out when the manager does not answer at once. */
  const words = (...typed: string[]) => here().run(['complete', '--', ...typed])
  const known = (...typed: string[]) =>
    until(async () => (await words(...typed)).stdout || undefined, `names for ${typed.join(' ')}`)

  before('have a session', async () => {
    await here().run(['session', 'create', 'base', '-N', 'lively-one', '--cpu', '64', '-q'])
    const document = JSON.stringify({image: 'base', cpu: 1})
    await here().run(['session', 'template', 'create', 'train', '--file', '-'], {stdin: document})
  })

  it('offers commands with what they do', async () => {
    const {stdout} = await words('session', 're')

    expect(stdout.split('\n')).to.include('rename\tRename a running session.')
  })

  for (const [what, typed, offered] of [
    ['flags', ['session', 'list', '--sta'], '--status'],
    ['formats', ['session', 'list', '-o', 'nd'], 'ndjson'],
    ['values of a flag', ['admin', 'user', 'list', '--status', 'ina'], 'inactive'],
    ['values of a flag behind =', ['admin', 'user', 'list', '--status=ina'], '--status=inactive'],
    ['shells', ['completion', 'fi'], 'fish'],
    ['services', ['ops', 'restart', 'post'], 'postgres'],
    ['commands for help', ['help', 'session', 'gra'], 'graph'],
  ] as const) {
    it(`offers ${what}`, async () => {
      const {stdout} = await words(...typed)

      expect(stdout.trim().split('\t')[0]).to.equal(offered)
    })
  }

  for (const [what, typed, offered] of [
    ['sessions', ['session', 'rm', ''], 'lively-one\tPENDING'],
    ['images', ['session', 'create', ''], 'python:3.11.7'],
    ['agents', ['admin', 'agent', 'drain', ''], 'i-local-1\tALIVE'],
    ['resource groups', ['queue', 'list', '-R', ''], 'default'],
    ['projects', ['quota', '--project', ''], 'default'],
    ['templates', ['session', 'template', 'get', ''], 'train'],
    ['templates for a flag', ['session', 'create', '--template', ''], 'train'],
  ] as const) {
    it(`offers live ${what}`, async () => {
      expect((await known(...typed)).split('\n')).to.include(offered)
    })
  }

  it('is silent and offers what it knows without a manager, and without any setting', async () => {
    const {run, user} = here()
    const nobody = {BAI_ENDPOINT: 'http://127.0.0.1:9'}

    const answers = [
      await run(['complete', '--', 'session', 'rm', ''], {env: nobody}),
      await user.run(['complete', '--', 'session', 'rm', '']),
      await user.run(['complete', '--nonsense']),
      await user.run(['complete', '--', 'session', 'grap']),
    ]

    for (const {exitCode, stderr} of answers) expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(answers.map(({stdout}) => stdout.split('\t')[0])).to.deep.equal(['', '', '', 'graph'])
  })

  for (const {name, command, learn, sum} of SHELLS) {
    it(`completes the name of a session in ${name}`, async function () {
      if (!hasTerminal) leaveOut(this, 'there is no `script` to make a terminal with')
      if (!hasShell(name)) leaveOut(this, `${name} is not installed`)
      const {user, environment} = here()
      await known('session', 'rm', '')
      const shell = await Shell.start(command, user, environment())
      try {
        shell.types(`${learn}\n`)
        shell.types(`echo ready-${sum}\n`)
        await shell.sees('ready-42', `${name} to have read the script`)
        const from = shell.shown.length

        shell.types('bai session rm liv\t')

        await shell.sees('ely-one', `${name} to complete the name`, from)
      } finally {
        shell.end()
      }
    })
  }

  it('prints a script for PowerShell that asks for the same words', async () => {
    const {stdout} = await here().run(['completion', 'powershell'])

    expect(stdout).to.include('Register-ArgumentCompleter').and.to.include('bai complete')
  })

  it('knows no other shell', async () => {
    const {exitCode, stderr} = await here().run(['completion', 'tcsh'])

    expect(exitCode).to.equal(2)
    expect(stderr).to.include('powershell')
  })
})
