import {expect} from 'chai'
import {dispatch, unknownCommand, type CommandTable} from '../../../src/cli/dispatch.js'

const COMMANDS: CommandTable = {
  whoami: {id: 'whoami', takesWords: false},
  'session:list': {id: 'session:list', takesWords: false},
  ps: {id: 'session:list', takesWords: false},
  'session:rm': {id: 'session:rm', takesWords: true},
  'ops:backup': {id: 'ops:backup', takesWords: true},
  'ops:backup:db': {id: 'ops:backup:db', takesWords: false},
}

describe('the command in a command line', () => {
  it('is the longest row of words that is one', () => {
    const asked = dispatch(['ops', 'backup', 'db', '--json'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'command', id: 'ops:backup:db', argv: ['--json']})
  })

  it('is its own one under an alias', () => {
    const asked = dispatch(['ps', '-q'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'command', id: 'session:list', argv: ['-q']})
  })

  it('leaves the words that a command takes', () => {
    const asked = dispatch(['session', 'rm', 'list', 'x'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'command', id: 'session:rm', argv: ['list', 'x']})
  })

  it('may be joined by colons', () => {
    const asked = dispatch(['session:rm', 'a'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'command', id: 'session:rm', argv: ['a']})
  })

  it('is unknown with the words that were meant as its name', () => {
    const asked = dispatch(['session', 'lst', 'x', '--all'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'unknown', words: ['session', 'lst', 'x']})
  })

  it('is unknown when a word follows that it does not take', () => {
    const asked = dispatch(['whoami', 'really'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'unknown', words: ['whoami', 'really']})
  })

  it('is none when only flags are there', () => {
    const asked = dispatch(['--wide'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'unknown', words: ['--wide']})
  })
})

describe('help', () => {
  for (const [argv, page] of [
    [[], ''],
    [['--help'], ''],
    [['help'], ''],
    [['session'], 'session'],
    [['session', '--help'], 'session'],
    [['session', 'rm', 'x', '--help'], 'session:rm'],
    [['session', 'rm', '--all', '--help'], 'session:rm'],
    [['help', 'ops', 'backup', 'db'], 'ops:backup:db'],
    [['ps', '--help'], 'ps'],
  ] as const) {
    it(`is "${page}" for: ${argv.join(' ')}`, () => {
      const asked = dispatch(argv, COMMANDS)

      expect(asked).to.deep.equal({kind: 'help', page})
    })
  }

  it('of what is no command is an unknown command', () => {
    const asked = dispatch(['session', 'lst', '--help'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'unknown', words: ['session', 'lst']})
  })

  it('has topics of its own, which its command knows', () => {
    const asked = dispatch(['help', 'exit-codes'], {...COMMANDS, help: {id: 'help', takesWords: true}})

    expect(asked).to.deep.equal({kind: 'command', id: 'help', argv: ['exit-codes']})
  })

  it('is not asked for by a --help that is meant for another program', () => {
    const asked = dispatch(['session', 'rm', '--', '--help'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'command', id: 'session:rm', argv: ['--', '--help']})
  })
})

describe('an unknown command', () => {
  it('is answered with what may have been meant', () => {
    const error = unknownCommand(['sesion', 'list'], COMMANDS)

    expect(error.hints[0]).to.equal('Did you mean `bai session list`?')
  })

  it('that is like none is answered with where all are listed', () => {
    const error = unknownCommand(['frobnicate'], COMMANDS)

    expect(error.hints).to.deep.equal(['`bai help` lists all commands.'])
  })
})
