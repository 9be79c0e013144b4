import {expect} from 'chai'
import {DepthHistory, sparkline} from '../../../src/cli/queue/depth.js'
import {queueStats} from '../../../src/sdk/insight/queue-stats.js'
import {aSession} from '../../support/sessions.js'

describe('the plot of a queue', () => {
  it('has its highest bar at the longest queue, and its lowest at none', () => {
    expect(sparkline([0, 4, 8])).to.equal('▁▅█')
    expect(sparkline([0, 0])).to.equal('▁▁')
  })

  it('shows the last looks, the newest at its end', () => {
    const history = new DepthHistory()
    const look = (waiting: number) =>
      history.add(
        queueStats({
          live: Array.from({length: waiting}, () => aSession()),
          recent: [],
          agents: [],
          now: new Date(),
        }),
      )

    for (let waiting = 1; waiting <= 40; waiting += 1) look(waiting)

    const [group] = look(7)
    expect(group?.depths).to.have.length(30)
    expect(group?.depths.slice(-2)).to.deep.equal([40, 7])
  })
})
