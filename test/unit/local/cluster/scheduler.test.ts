import {expect} from 'chai'
import fc from 'fast-check'
import type {SessionRecord} from '../../../../src/local/cluster/model.js'
import type {AgentCapacity} from '../../../../src/local/cluster/placement.js'
import {quotaKey, type Quota} from '../../../../src/local/cluster/quotas.js'
import {schedule, type SchedulingInput} from '../../../../src/local/cluster/scheduler.js'
import {Decimal} from '../../../../src/sdk/values/decimal.js'
import {readSlots} from '../../../../src/sdk/values/resource-slots.js'
import {agent, NOW, pendingSession} from '../records.js'

function input(
  pending: Iterable<SessionRecord>,
  agents: AgentCapacity[],
  more: Partial<SchedulingInput> = {},
) {
  return {
    now: NOW,
    pending,
    agents,
    quotas: new Map<string, Quota>(),
    dependency: () => undefined,
    quantum: new Decimal('0.01'),
    ...more,
  }
}

function quota(limit: Record<string, string>, more: Partial<Quota> = {}): Quota {
  return {
    limit: readSlots(limit),
    unspecified: 'UNLIMITED',
    used: new Map(),
    maxSessions: undefined,
    sessions: 0,
    ...more,
  }
}

function names(sessions: readonly {session: SessionRecord}[]): string[] {
  return sessions.map(({session}) => session.name)
}

const gpuRequest = {cpu: '1', mem: '1073741824', 'cuda.shares': '0.4'}
const machine = {cpu: '8', mem: '34359738368'}

describe('a scheduling pass', () => {
  it('starts two of three sessions that want 0.4 of one GPU', () => {
    const sessions = [1, 2, 3].map((sequence) => pendingSession(sequence, gpuRequest))

    const result = schedule(input(sessions, [agent('a', machine, ['1'])]))

    expect(names(result.started)).to.deep.equal(['session-1', 'session-2'])
    expect(result.blockedBy?.name).to.equal('session-3')
    expect(result.waiting[0]?.reason).to.include({
      info: 'no-available-instances',
      msg: 'No agent has enough free resources; the closest one, a, is short of cuda.shares by 0.2.',
    })
  })

  it('fits three times 0.3 and then 0.1, which floating point would refuse', () => {
    const amounts = ['0.3', '0.3', '0.3', '0.1']
    const sessions = amounts.map((shares, index) => pendingSession(index, {'cuda.shares': shares}))

    const result = schedule(input(sessions, [agent('a', machine, ['1'])]))

    expect(result.started).to.have.lengthOf(4)
  })

  it('leaves everyone behind a session without resources untried, even those that would fit', () => {
    const sessions = [
      pendingSession(1, {'cuda.shares': '1'}),
      pendingSession(2, {'cuda.shares': '1'}),
      pendingSession(3, {cpu: '1'}),
    ]

    const result = schedule(input(sessions, [agent('a', machine, ['1'])]))

    expect(names(result.started)).to.deep.equal(['session-1'])
    expect(names(result.waiting)).to.deep.equal(['session-2'])
  })

  it('passes over a session whose start time has not come', () => {
    const sessions = [
      pendingSession(1, {cpu: '1'}, {type: 'batch', requestedStartsAt: '2026-03-01T13:00:00.000000+00:00'}),
      pendingSession(2, {cpu: '1'}),
    ]

    const result = schedule(input(sessions, [agent('a', machine)]))

    expect(names(result.started)).to.deep.equal(['session-2'])
    expect(result.waiting[0]?.reason.failed).to.deep.equal([
      {
        name: 'reserved_time',
        msg: 'Batch session is scheduled to start at 2026-03-01T13:00:00.000000+00:00; current time is before that.',
      },
    ])
  })

  it('passes over a session until everything it depends on has succeeded', () => {
    const facts = new Map([
      ['done', {name: 'first', succeeded: true}],
      ['open', {name: 'second', succeeded: false}],
    ])
    const sessions = [
      pendingSession(1, {cpu: '1'}, {dependencies: ['done', 'open']}),
      pendingSession(2, {cpu: '1'}, {dependencies: ['done']}),
    ]

    const result = schedule(input(sessions, [agent('a', machine)], {dependency: (id) => facts.get(id)}))

    expect(names(result.started)).to.deep.equal(['session-2'])
    expect(result.waiting[0]?.reason.msg).to.equal(
      'Waiting dependency sessions to finish as success. (second (open))',
    )
  })

  it('tells every predicate that fails, not just the first', () => {
    const session = pendingSession(
      1,
      {cpu: '4'},
      {type: 'batch', dependencies: ['x'], requestedStartsAt: '2027-01-01T00:00:00.000000+00:00'},
    )
    const quotas = new Map([[quotaKey('keypair', 'KEY'), quota({cpu: '2'}, {maxSessions: 1, sessions: 1})]])

    const result = schedule(input([session], [agent('a', machine)], {quotas}))

    expect(result.waiting[0]?.reason.failed.map(({name}) => name)).to.deep.equal([
      'reserved_time',
      'dependencies',
      'concurrency',
      'keypair_resource_limit',
    ])
  })

  it('counts a session it starts against the quota of the next one', () => {
    const sessions = [1, 2].map((sequence) => pendingSession(sequence, {cpu: '2'}))
    const quotas = new Map([[quotaKey('project', 'project'), quota({cpu: '3'})]])

    const result = schedule(input(sessions, [agent('a', machine)], {quotas}))

    expect(names(result.started)).to.deep.equal(['session-1'])
    expect(result.waiting[0]?.reason.msg).to.equal('Your project resource quota is exceeded. (cpu=3)')
  })

  it('refuses slots that a limited policy does not name', () => {
    const quotas = new Map([[quotaKey('keypair', 'KEY'), quota({cpu: '8'}, {unspecified: 'LIMITED'})]])

    const result = schedule(input([pendingSession(1, gpuRequest)], [agent('a', machine, ['1'])], {quotas}))

    expect(result.waiting[0]?.reason.failed[0]?.name).to.equal('keypair_resource_limit')
  })

  it('puts a session where it leaves the least behind', () => {
    const agents = [agent('roomy', machine, ['1']), agent('tight', machine, ['0.5'])]

    const result = schedule(input([pendingSession(1, gpuRequest)], agents))

    expect(result.started[0]?.placements[0]?.agentId).to.equal('tight')
  })

  it('prefers the GPU that is fullest and still holds the share', () => {
    const machineWithGpus = agent('a', machine, ['1', '0.5', '0.3'])

    const result = schedule(input([pendingSession(1, gpuRequest)], [machineWithGpus]))

    expect(result.started[0]?.placements[0]?.devices).to.deep.equal([{deviceId: 'a/gpu1', shares: '0.4'}])
  })

  it('spreads a share over GPUs only when none holds it alone', () => {
    const result = schedule(
      input([pendingSession(1, {'cuda.shares': '1.5'})], [agent('a', machine, ['1', '1'])]),
    )

    expect(result.started[0]?.placements[0]?.devices).to.deep.equal([
      {deviceId: 'a/gpu0', shares: '1'},
      {deviceId: 'a/gpu1', shares: '0.5'},
    ])
  })

  it('puts a share together from leftovers unless the session forbids it', () => {
    const leftovers = {...agent('a', machine, ['1', '1'])}
    const devices = leftovers.devices.map((device) => ({...device, free: new Decimal('0.5')}))
    const busy = {...leftovers, devices}
    const forbidding = {resourceOpts: {allow_fractional_resource_fragmentation: false}}

    const scattered = schedule(input([pendingSession(1, {'cuda.shares': '0.8'})], [busy]))
    const refused = schedule(input([pendingSession(1, {'cuda.shares': '0.8'}, forbidding)], [busy]))

    expect(scattered.started[0]?.placements[0]?.devices).to.have.lengthOf(2)
    expect(refused.waiting[0]?.reason.msg).to.equal(
      'No agent has enough free resources; the closest one, a, has them only scattered over its GPUs.',
    )
  })

  it('gives a share rounded down to the quantum', () => {
    const session = pendingSession(1, {'cuda.shares': '0.333'})

    const result = schedule(input([session], [agent('a', machine, ['1'])], {quantum: new Decimal('0.1')}))

    expect(result.started[0]?.placements[0]?.occupiedSlots).to.deep.equal({'cuda.shares': '0.3'})
  })

  it('does not let a session that no agent may run hold up the others', () => {
    const sessions = [
      pendingSession(1, {cpu: '1'}, {designatedAgents: ['gone']}),
      pendingSession(2, {cpu: '1'}),
    ]

    const result = schedule(input(sessions, [agent('a', machine)]))

    expect(names(result.started)).to.deep.equal(['session-2'])
    expect(result.blockedBy).to.equal(undefined)
  })

  it('leaves an agent alone that is drained', () => {
    const drained = {...agent('a', machine), schedulable: false}

    const result = schedule(input([pendingSession(1)], [drained]))

    expect(result.started).to.deep.equal([])
  })

  it('starts all kernels of a cluster or none', () => {
    const agents = [agent('a', {cpu: '2'}), agent('b', {cpu: '1'})]
    const spread = pendingSession(1, {cpu: '1'}, {clusterSize: 3, clusterMode: 'multi-node'})
    const tooLarge = pendingSession(2, {cpu: '1'}, {clusterSize: 4, clusterMode: 'multi-node'})

    const fitting = schedule(input([spread], agents))
    const failing = schedule(input([tooLarge], agents))

    expect(fitting.started[0]?.placements.map(({agentId}) => agentId).toSorted()).to.deep.equal([
      'a',
      'a',
      'b',
    ])
    expect(failing.started).to.deep.equal([])
  })

  it('changes nothing of what it is given', () => {
    const agents = [agent('a', machine, ['1'])]

    schedule(input([pendingSession(1, gpuRequest)], agents))

    expect(agents).to.deep.equal([agent('a', machine, ['1'])])
  })
})

describe('any scheduling pass', () => {
  const shares = fc
    .integer({min: 0, max: 150})
    .map((hundredths) => new Decimal(hundredths).div(100).toFixed())
  const request = fc.record({cpu: fc.integer({min: 1, max: 6}).map(String), 'cuda.shares': shares})
  const agents = fc.array(
    fc.record({cpu: fc.integer({min: 1, max: 16}).map(String), gpus: fc.array(shares, {maxLength: 4})}),
    {minLength: 1, maxLength: 4},
  )

  it('never gives more of an agent or a GPU than there is', () => {
    fc.assert(
      fc.property(fc.array(request, {maxLength: 30}), agents, (requests, machines) => {
        const capacities = machines.map(({cpu, gpus}, index) => agent(`a${index}`, {cpu}, gpus))

        const {started} = schedule(
          input(
            requests.map((slots, i) => pendingSession(i, slots)),
            capacities,
          ),
        )

        const placements = started.flatMap((decision) => decision.placements)
        for (const capacity of capacities) {
          const here = placements.filter(({agentId}) => agentId === capacity.id)
          for (const [slot, free] of capacity.free) {
            const given = here.reduce((sum, p) => sum.plus(p.occupiedSlots[slot] ?? 0), new Decimal(0))
            expect(given.lte(free), `${slot} of ${capacity.id}`).to.equal(true)
          }
          for (const device of capacity.devices) {
            const held = here
              .flatMap((p) => p.devices)
              .filter(({deviceId}) => deviceId === device.id)
              .reduce((sum, share) => sum.plus(share.shares), new Decimal(0))
            expect(held.lte(device.total), device.id).to.equal(true)
          }
        }
      }),
    )
  })

  it('gives a kernel the shares on its GPUs that it occupies', () => {
    fc.assert(
      fc.property(fc.array(request, {maxLength: 20}), agents, (requests, machines) => {
        const capacities = machines.map(({cpu, gpus}, index) => agent(`a${index}`, {cpu}, gpus))

        const {started} = schedule(
          input(
            requests.map((slots, i) => pendingSession(i, slots)),
            capacities,
          ),
        )

        for (const {devices, occupiedSlots} of started.flatMap((decision) => decision.placements)) {
          const held = devices.reduce((sum, share) => sum.plus(share.shares), new Decimal(0))
          expect(held.eq(occupiedSlots['cuda.shares'] ?? 0)).to.equal(true)
        }
      }),
    )
  })

  it('starts a first part of the queue and nobody behind the one that lacks resources', () => {
    fc.assert(
      fc.property(fc.array(request, {maxLength: 30}), agents, (requests, machines) => {
        const queue = requests.map((slots, i) => pendingSession(i, slots))

        const {started, blockedBy} = schedule(
          input(
            queue,
            machines.map(({cpu, gpus}, index) => agent(`a${index}`, {cpu}, gpus)),
          ),
        )

        const end = blockedBy ? queue.indexOf(blockedBy) : queue.length
        expect(names(started)).to.deep.equal(queue.slice(0, end).map(({name}) => name))
      }),
    )
  })
})
