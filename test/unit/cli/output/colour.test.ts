import {expect} from 'chai'
import {paint, wantsColour, type ColourFacts} from '../../../../src/cli/output/colour.js'

describe('colour', () => {
  const cases: [string, ColourFacts, boolean][] = [
    ['on a terminal', {env: {}, isTty: true}, true],
    ['in a pipe', {env: {}, isTty: false}, false],
    ['with NO_COLOR', {env: {NO_COLOR: '1'}, isTty: true}, false],
    ['with an empty NO_COLOR', {env: {NO_COLOR: ''}, isTty: true}, true],
    [
      'with NO_COLOR even when FORCE_COLOR is set',
      {env: {NO_COLOR: '1', FORCE_COLOR: '1'}, isTty: true},
      false,
    ],
    ['in a pipe with FORCE_COLOR', {env: {FORCE_COLOR: '1'}, isTty: false}, true],
    ['in a pipe with an empty FORCE_COLOR', {env: {FORCE_COLOR: ''}, isTty: false}, true],
    ['with FORCE_COLOR=0', {env: {FORCE_COLOR: '0'}, isTty: true}, false],
    ['with FORCE_COLOR=false', {env: {FORCE_COLOR: 'false'}, isTty: true}, false],
    ['in a pipe with CLICOLOR_FORCE', {env: {CLICOLOR_FORCE: '1'}, isTty: false}, true],
    ['in a pipe with CLICOLOR_FORCE=0', {env: {CLICOLOR_FORCE: '0'}, isTty: false}, false],
    ['with CLICOLOR=0', {env: {CLICOLOR: '0'}, isTty: true}, false],
    ['on a dumb terminal', {env: {TERM: 'dumb'}, isTty: true}, false],
    ['on a dumb terminal with FORCE_COLOR', {env: {TERM: 'dumb', FORCE_COLOR: '1'}, isTty: true}, true],
    ['when asked for, despite NO_COLOR', {setting: 'always', env: {NO_COLOR: '1'}, isTty: false}, true],
    ['when refused, despite FORCE_COLOR', {setting: 'never', env: {FORCE_COLOR: '1'}, isTty: true}, false],
    ['by the environment when the setting is auto', {setting: 'auto', env: {}, isTty: true}, true],
  ]
  for (const [when, facts, expected] of cases) {
    it(`${expected ? 'is used' : 'is not used'} ${when}`, () => {
      expect(wantsColour(facts)).to.equal(expected)
    })
  }

  it('is switched off again behind the text', () => {
    expect(paint('RUNNING', 'good')).to.equal('\u001b[32mRUNNING\u001b[39m')
  })

  it('leaves text without a meaning alone', () => {
    expect(paint('RUNNING', undefined)).to.equal('RUNNING')
  })

  it('writes no codes around nothing', () => {
    expect(paint('', 'bad')).to.equal('')
  })
})
