import {expect} from 'chai'
import {surfaceOf} from '../../../scripts/lib/surface.mjs'

describe('the command surface', () => {
  it('is what people type: names, short letters, kinds, relations', () => {
    const surface = surfaceOf({
      commands: {
        'session:rm': {
          aliases: ['rm', 'session:kill'],
          strict: false,
          args: {},
          flags: {
            yes: {name: 'yes', type: 'boolean', char: 'y'},
            color: {name: 'color', type: 'boolean', allowNo: true},
            jobs: {name: 'jobs', type: 'option', char: 'j', default: 4},
            timeout: {name: 'timeout', type: 'option', dependsOn: ['wait']},
            format: {name: 'format', type: 'option', options: ['a', 'b'], multiple: true, required: true},
          },
        },
        login: {args: {endpoint: {required: true}, as: {options: ['x', 'y']}}, flags: {}},
      },
    })

    expect(surface).to.deep.equal({
      login: {args: {endpoint: 'required', as: 'optional, one of x|y'}, flags: {}},
      'session rm': {
        aliases: ['rm', 'session kill'],
        args: {'…': 'any number'},
        flags: {
          '--color': 'boolean, also --no-color',
          '--format': 'one of a|b, repeatable, required',
          '--jobs': '-j, value, default 4',
          '--timeout': 'value, needs --wait',
          '--yes': '-y, boolean',
        },
      },
    })
  })

  it('does not change with the order of commands and flags in the sources', () => {
    const a = {name: 'a', type: 'boolean'}
    const b = {name: 'b', type: 'boolean'}

    const one = surfaceOf({commands: {x: {flags: {a, b}}, y: {}}})
    const other = surfaceOf({commands: {y: {}, x: {flags: {b, a}}}})

    expect(JSON.stringify(one)).to.equal(JSON.stringify(other))
  })

  it('does not change with help texts', () => {
    const flag = {name: 'a', type: 'boolean'}

    const one = surfaceOf({commands: {x: {flags: {a: flag}}}})
    const other = surfaceOf({commands: {x: {flags: {a: {...flag, ...{summary: 'Words.'}}}}}})

    expect(other).to.deep.equal(one)
  })
})
