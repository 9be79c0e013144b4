import {expect} from 'chai'
import {graphRows} from '../../../../src/cli/session/graph-rows.js'

const session = (id: string, ...dependsOn: string[]) => ({id, name: id, status: 'PENDING', dependsOn})
const drawn = (...sessions: ReturnType<typeof session>[]) =>
  graphRows(sessions).map(({branch, name}) => branch + name)

describe('the tree of a dependency graph', () => {
  it('has below each session what it depends on', () => {
    expect(drawn(session('c', 'a', 'b'), session('a'), session('b', 'a'))).to.deep.equal([
      'c',
      '├─ a',
      '└─ b',
      '   └─ a',
    ])
  })

  it('shows the dependencies of a session that two wait for once', () => {
    const rows = drawn(session('x', 'm'), session('y', 'm'), session('m', 'a'), session('a'))

    expect(rows).to.deep.equal(['x', '└─ m', '   └─ a', 'y', '└─ m'])
  })
})
