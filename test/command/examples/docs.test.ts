import {expect} from 'chai'
import pLimit from 'p-limit'
import {comparable, shownCommands} from '../../support/examples/pages.js'
import {line, type Scene} from '../../support/examples/scene.js'
import {Stage} from '../../support/examples/stage.js'

/** A page whose commands were typed into one terminal. */
interface Page {
  path: string
  /** What a reader of the page has done before. */
  before: readonly string[]
  testProgram?: string
}

const TEST = 'mkdir -p reports && echo "ok 1" && echo passed >reports/result.txt\n'
const WORK = ['bai local up --gpu-mem 16g', 'bai session create python --gpu 0.4 --name work --wait']

const QUEUE = [
  'bai local up --gpus 1',
  'bai session create base --gpu 0.4 --count 3 --name line',
  'bai session wait line-1 line-2',
  'bai session create base --name after --after ok:line-3 -- true',
  'bai session why line-3',
]

const PAGES: readonly Page[] = [
  {path: 'README.md', before: []},
  {path: 'docs/getting-started.md', before: []},
  {path: 'docs/gpu.md', before: WORK},
  {path: 'docs/ci.md', before: WORK, testProgram: `${TEST}test "$seed" != 2\n`},
  {path: 'docs/exit-codes.md', before: WORK},
  {path: 'docs/queue.md', before: QUEUE},
]

describe('what the pages show', function () {
  this.timeout(600_000)
  const played = new Map<Page, Promise<string[][]>>()

  before('type it in, page by page', () => {
    const few = pLimit(2)
    for (const page of PAGES) {
      const outputs = few(() => type(page))
      outputs.catch(() => undefined)
      played.set(page, outputs)
    }
  })

  for (const page of PAGES) {
    describe(page.path, () => {
      for (const [i, {line: text, output}] of shownCommands(page.path).entries()) {
        it(`$ ${text}`, async () => {
          const outputs = await played.get(page)

          expect(outputs?.[i]).to.deep.equal(comparable(output))
        })
      }
    })
  }
})

/** Runs all that a page shows. @returns what each line printed */
async function type({path, before, testProgram = TEST}: Page): Promise<string[][]> {
  const scene: Scene = {title: path, as: 'nobody', files: {'test.sh': testProgram}, steps: []}
  const stage = await Stage.open(scene)
  try {
    for (const text of before) await stage.play(line(text))
    const outputs = []
    for (const {line: text} of shownCommands(path)) {
      const shown = await stage.show(text)
      outputs.push(comparable(shown.split('\n')))
    }
    return outputs
  } finally {
    await stage.show('bai local reset --yes')
    await stage.close()
  }
}
