import {expect} from 'chai'
import {capabilitiesOf} from '../../../../src/sdk/transport/capabilities.js'

describe('what a manager can do', () => {
  it('follows from the release it tells', () => {
    const old = capabilitiesOf({version: 'v6.20220615', manager: '22.09.22'})
    const recent = capabilitiesOf({version: 'v9.20250722', manager: '26.8.3'})

    expect([old.has('sessionPriority'), recent.has('sessionPriority')]).to.deep.equal([false, true])
    expect([old.has('pendingQueue'), recent.has('pendingQueue')]).to.deep.equal([false, true])
  })

  it('begins with the very release that brought it', () => {
    const before = capabilitiesOf({version: 'v8.20240315', manager: '24.03.11'})
    const first = capabilitiesOf({version: 'v8.20240915', manager: '24.09.0'})

    expect([before.has('sessionPriority'), first.has('sessionPriority')]).to.deep.equal([false, true])
  })

  it('ends with the release that dropped it', () => {
    const last = capabilitiesOf({version: 'v9.20250722', manager: '26.4.3'})
    const after = capabilitiesOf({version: 'v9.20250722', manager: '26.4.4'})

    expect([last.has('restart'), after.has('restart')]).to.deep.equal([true, false])
  })

  it('is judged by the API version when the manager keeps its release to itself', () => {
    const nine = capabilitiesOf({version: 'v9.20250722', manager: undefined})
    const eight = capabilitiesOf({version: 'v8.20240915', manager: undefined})
    const six = capabilitiesOf({version: 'v6.20220615', manager: undefined})

    expect(nine.has('batchTimeout')).to.equal(true)
    expect([eight.has('requestedSlots'), eight.has('sessionPriority')]).to.deep.equal([true, false])
    expect(six.has('agentOfSession')).to.equal(false)
    expect(six.releaseText).to.equal('API v6.20220615')
  })

  it('is everything known when the manager is newer than anything known', () => {
    const next = capabilitiesOf({version: 'v11.20300101', manager: '30.1.0'})

    expect(next.has('schedulingHistory')).to.equal(true)
    expect(next.sessionStatuses).to.include('RESCHEDULING')
  })

  it('includes only the session statuses that the release knows', () => {
    const statuses = (manager: string) => capabilitiesOf({version: 'v9.20250722', manager}).sessionStatuses

    expect(statuses('22.09.0')).to.include('RUNNING').and.to.not.include('PREPARED')
    expect(statuses('26.2.5')).to.include('DEPRIORITIZING').and.to.not.include('RESERVED')
  })

  it('takes a later release for the newest it knows, and says that it is later', () => {
    const capabilities = capabilitiesOf({version: 'v10.20270101', manager: '27.1.0'})

    expect(capabilities).to.include({releaseText: '27.1.0', isNewerThanKnown: true})
    expect(capabilities.has('schedulingHistory')).to.equal(true)
    expect(capabilities.has('restart')).to.equal(false)
  })

  it('takes no patch of a known release for a later one', () => {
    expect(capabilitiesOf({version: 'v9.20250722', manager: '26.8.99'}).isNewerThanKnown).to.equal(false)
  })

  it('says in words from when, and until when', () => {
    const {features} = capabilitiesOf({version: 'v9.20250722', manager: '26.8.3'})

    const wordsFor = (wanted: string) => features.find(({feature}) => feature === wanted)?.availability
    expect(wordsFor('sessionPriority')).to.equal('manager releases from 24.9 on')
    expect(wordsFor('restart')).to.equal('manager releases before 26.4.4')
  })
})
