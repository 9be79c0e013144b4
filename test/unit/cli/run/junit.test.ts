import {expect} from 'chai'
import fc from 'fast-check'
import {SaxesParser} from 'saxes'
import {junitReport, type JunitCase} from '../../../../src/cli/run/junit.js'

const startedAt = new Date('2026-01-02T03:04:05.678Z')
const passed: JunitCase = {name: 'lr=1', seconds: 1.5, stdout: 'fine\n', stderr: ''}

describe('the JUnit report', () => {
  it('counts failures and errors apart', () => {
    const failed: JunitCase = {...passed, problem: {kind: 'failure', message: 'exit status 7'}}
    const lost: JunitCase = {...passed, problem: {kind: 'error', message: 'the session was lost'}}

    const report = junitReport('train', startedAt, [passed, failed, lost])

    expect(report).to.include(
      '<testsuite name="train" tests="3" failures="1" errors="1" skipped="0" time="4.500" timestamp="2026-01-02T03:04:05">',
    )
    expect(report).to.include('<failure message="exit status 7"/>')
    expect(report).to.include('<error message="the session was lost"/>')
  })

  it('leaves out channels that stayed empty', () => {
    const report = junitReport('train', startedAt, [passed])

    expect(report).to.include('<system-out>fine\n</system-out>')
    expect(report).not.to.include('system-err')
  })

  it('is XML that a strict parser reads back, whatever the output holds', () => {
    const property = fc.property(fc.string({unit: 'binary', maxLength: 40}), (stdout) => {
      const hostile = {...passed, name: stdout, stdout, problem: {kind: 'error', message: stdout}} as const
      const texts = textsOf(junitReport('a', startedAt, [hostile]))

      expect(texts['system-out'] ?? '').to.equal(readable(stdout))
    })

    fc.assert(property, {examples: [[']]>'], ['<a b="&c;">'], ['\u001b[31mred\u0000'], ['\uD800 half']]})
  })
})

/** Text by element. A document that is no XML throws. */
function textsOf(xml: string): Record<string, string> {
  const texts: Record<string, string> = {}
  const open: string[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({name}) => open.push(name))
  parser.on('closetag', () => open.pop())
  parser.on('text', (text) => {
    const name = open.at(-1) ?? ''
    texts[name] = (texts[name] ?? '') + text
  })
  parser.write(xml).close()
  return texts
}

/** What is left of a text: line ends as XML reads them, a replacement for what it cannot hold. */
function readable(text: string): string {
  return [...text.replaceAll(/\r\n?/g, '\n')]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0
      const speakable =
        [9, 10].includes(code) ||
        (code >= 0x20 && !(code >= 0xd800 && code <= 0xdfff) && ![0xfffe, 0xffff].includes(code))
      return speakable ? char : '\uFFFD'
    })
    .join('')
}
