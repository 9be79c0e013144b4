import {Writable} from 'node:stream'
import {finished} from 'node:stream/promises'
import {expect} from 'chai'
import fc from 'fast-check'
import {JobOutput} from '../../../../src/cli/run/job-output.js'

class Collector extends Writable {
  text = ''
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('latin1')
    done()
  }
}

async function written(prefix: string, chunks: readonly string[]): Promise<{text: string; tail: string}> {
  const target = new Collector()
  const output = new JobOutput(target, prefix)
  for (const chunk of chunks) output.write(Buffer.from(chunk, 'latin1'))
  output.end()
  await finished(output)
  return {text: target.text, tail: output.tail}
}

describe('the output of a job', () => {
  it('is passed on byte for byte when it is the only one', async () => {
    const binary = '\u0000\u00ff\n\r\u0080 no newline'

    const {text} = await written('', [binary])

    expect(text).to.equal(binary)
  })

  it('has its name before each line, however the pieces come', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'bc', '\n', 'd\n', '')),
      async (chunks) => {
        const whole = chunks.join('')
        const lines = whole.split('\n')
        const last = lines.pop() ?? ''

        const {text} = await written('[x] ', chunks)

        const wanted = [...lines, ...(last === '' ? [] : [last])].map((line) => `[x] ${line}\n`).join('')
        expect(text).to.equal(wanted)
      },
    )

    await fc.assert(property)
  })

  it('keeps no more than its end', async () => {
    const {tail} = await written(
      '',
      Array.from({length: 100}, (_, i) => `${i}`.padStart(10_000, '.')),
    )

    expect(tail).to.have.length(64 * 1024)
    expect(tail.endsWith('.99')).to.equal(true)
  })
})
