import {expect} from 'chai'
import {dispatch, unknownCommand, type CommandTable} from '../../../src/cli/dispatch.js'
import {unknownFlagError, unknownFlags} from '../../../src/cli/unknown-flags.js'

const FLAGS = 'all a json output= o= quiet q'

const COMMANDS: CommandTable = {
  whoami: {id: 'whoami', takesWords: false, flags: FLAGS},
  'session:list': {id: 'session:list', takesWords: false, flags: FLAGS},
  ps: {id: 'session:list', takesWords: false, flags: FLAGS},
  'session:rm': {id: 'session:rm', takesWords: true, flags: FLAGS},
  'ops:backup': {id: 'ops:backup', takesWords: true, flags: FLAGS},
  'ops:backup:db': {id: 'ops:backup:db', takesWords: false, flags: FLAGS},
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

describe('a flag that a command does not have', () => {
  const FLAG_WORDS = 'all a status= s= gpu= g= color no-color'

  for (const [argv, unknown] of [
    [['--bogus'], ['--bogus']],
    [
      ['--all', '--bogus=1', '--more'],
      ['--bogus', '--more'],
    ],
    [['--status', 'RUNNING', '-as', 'PENDING', '--no-color', '-g0.4'], []],
    [['--status', '-x'], []],
    [['-g', '0.4', '--al'], ['--al']],
    [['--', '--bogus'], []],
    [['-'], []],
  ] as const) {
    it(`is seen in "${argv.join(' ')}": ${unknown.join(', ') || 'none'}`, () => {
      expect(unknownFlags(argv, FLAG_WORDS)).to.deep.equal(unknown)
    })
  }

  for (const argv of [['--status', '--bogus'], ['--status']]) {
    it(`is left to the parser where a value is missing: "${argv.join(' ')}"`, () => {
      expect(unknownFlags(argv, FLAG_WORDS)).to.deep.equal([])
    })
  }

  it('is for a command itself to judge that has no table of them', () => {
    const asked = dispatch(['complete', '--bogus'], {complete: {id: 'complete', takesWords: true}})

    expect(asked).to.deep.equal({kind: 'command', id: 'complete', argv: ['--bogus']})
  })

  it('is told with the one that was meant', () => {
    const asked = dispatch(['ps', '--outputt', 'json'], COMMANDS)

    expect(asked).to.deep.equal({kind: 'misused', flags: ['--outputt'], known: FLAGS})
    expect(unknownFlagError(['--outputt'], FLAGS).hints[0]).to.equal('Did you mean --output?')
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
    const asked = dispatch(['help', 'exit-codes'], {
      ...COMMANDS,
      help: {id: 'help', takesWords: true, flags: FLAGS},
    })

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
