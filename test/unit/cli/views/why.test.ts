import {expect} from 'chai'
import {whyLines} from '../../../../src/cli/views/why.js'
import type {Explanation} from '../../../../src/sdk/index.js'

const WAITING: Explanation = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'train-3',
  status: 'PENDING',
  code: 'NO_FREE_RESOURCES',
  needs: {'cuda.shares': '0.4'},
  bestNode: {id: 'agent-1', free: {'cuda.shares': '0.2'}},
  shortBy: {'cuda.shares': '0.2'},
  position: 1,
  positionScope: 'queue',
  freedBy: [],
  fitsNow: {},
  managerWords: [],
  waitsFor: [],
  startsAt: null,
  waitedMs: null,
}

describe('why, for people', () => {
  it("keeps the manager's own lines under each other, each of them whole", () => {
    const managerWords = [
      'Some kernels could not be placed.\n- requirement #0\n  - missing=0.2\n',
      'no-agents',
    ]

    const lines = whyLines({...WAITING, managerWords})

    expect(lines.slice(-4)).to.deep.equal([
      '  Manager   Some kernels could not be placed.',
      '            - requirement #0',
      '              - missing=0.2',
      '            no-agents',
    ])
  })
})
