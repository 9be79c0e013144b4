import {readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'chai'
import {eventually, processesWith, TestCluster, type Json} from './harness.js'
import {leaveOut} from '../../support/leave-out.js'

const GPU_04 = {config: {resources: {cpu: '1', mem: '1g', 'cuda.shares': '0.4'}}}

describe('sessions of the local cluster', () => {
  let cluster: TestCluster

  beforeEach(async () => {
    cluster = await TestCluster.start()
  })
  afterEach(() => cluster.remove())

  it('runs two of three that want 0.4 of one GPU, and the third when one of them ends', async () => {
    const first = await cluster.create('first', GPU_04)
    const second = await cluster.create('second', GPU_04)
    const third = await cluster.create('third', GPU_04)
    await cluster.reaches(first['sessionId'], 'RUNNING')
    await cluster.reaches(second['sessionId'], 'RUNNING')
    const waiting = await cluster.session(third['sessionId'])

    const {json} = await cluster.call('user', 'DELETE /session/first')

    expect(waiting).to.include({status: 'PENDING', status_info: 'no-available-instances'})
    expect(json).to.deep.equal({stats: {status: 'terminated'}})
    await cluster.reaches(third['sessionId'], 'RUNNING')
    await cluster.reaches(first['sessionId'], 'TERMINATED')
  })

  it('tells why a session waits, in the keys managers up to 26.7 write', async () => {
    await cluster.create('first', GPU_04)
    await cluster.create('second', GPU_04)
    const {sessionId} = await cluster.create('third', GPU_04)
    await eventually(async () => (await cluster.session(sessionId))['status_info'] !== null, 'a reason')

    const data = JSON.parse(String((await cluster.session(sessionId))['status_data'])) as {scheduler: Json}

    expect(data.scheduler['msg']).to.include('short of cuda.shares by 0.2')
    expect(data.scheduler).to.include.keys('retries', 'last_try', 'failed_predicates', 'passed_predicates')
  })

  it('answers a new session as the manager does', async () => {
    const session = await cluster.create('plain')

    expect(session).to.deep.equal({
      sessionId: session['sessionId'],
      sessionName: 'plain',
      status: 'PENDING',
      servicePorts: [],
      created: true,
    })
  })

  it('waits for the session to run unless told to enqueue only', async () => {
    const session = await cluster.create('blocking', {enqueueOnly: false})

    expect(session).to.include({status: 'RUNNING', created: true})
  })

  it('answers TIMEOUT when the session does not run in time, and leaves it in the queue', async () => {
    const session = await cluster.create('large', {
      enqueueOnly: false,
      maxWaitSeconds: 0.05,
      config: {resources: {cpu: '100', mem: '1g'}},
    })

    expect(session).to.include({status: 'TIMEOUT'})
    expect(await cluster.status(session['sessionId'])).to.equal('PENDING')
  })

  it('gives back the live session of the same name', async () => {
    const first = await cluster.create('same')
    await cluster.reaches(first['sessionId'], 'RUNNING')

    const second = await cluster.create('same')

    expect(second).to.deep.equal({
      sessionId: first['sessionId'],
      sessionName: 'same',
      status: 'RUNNING',
      service_ports: [{name: 'sshd', protocol: 'tcp', ports: [2200]}],
      servicePorts: [{name: 'sshd', protocol: 'tcp', ports: [2200]}],
      created: false,
    })
  })

  it('refuses a name that is taken when it must be new, or has another image', async () => {
    const {sessionId} = await cluster.create('taken')
    const body = {name: 'taken', image: 'base', reuseIfExists: false, config: {}}

    const answer = await cluster.call('user', 'POST /session', {body})

    expect([answer.status, answer.json]).to.deep.equal([
      400,
      {
        type: 'https://api.backend.ai/probs/session-already-exists',
        title: 'The session already exists but you requested not to reuse existing one.',
        error_code: 'session_create_already-exists',
        data: {existingSessionId: sessionId},
      },
    ])
  })

  it('lets two people use the same name', async () => {
    const mine = await cluster.create('ours', {}, 'user')
    const theirs = await cluster.create('ours', {}, 'user2')

    expect(theirs['created']).to.equal(true)
    expect(theirs['sessionId']).to.not.equal(mine['sessionId'])
  })

  it('takes every name a field has had', async () => {
    const body = {
      clientSessionToken: 'old-style',
      lang: 'base',
      sessionType: 'batch',
      startup_command: 'true',
      groupName: 'default',
      domain_name: 'default',
      enqueue_only: true,
      config: {scaling_group: 'default', resource_opts: {shmem: '128m'}, resources: {cpu: 1, mem: '1g'}},
    }

    const {status, json} = await cluster.call('user', 'POST /session/_/create', {body})

    expect([status, (json as Json)['sessionName']]).to.deep.equal([201, 'old-style'])
  })

  for (const {title, body, status, problem} of [
    {
      title: 'an unknown image',
      body: {image: 'nope'},
      status: 404,
      problem: {
        type: 'https://api.backend.ai/probs/object-not-found',
        title: 'No such environment image.',
        error_code: 'image_read_not-found',
      },
    },
    {
      title: 'a slot the cluster does not have',
      body: {config: {resources: {cpu: '1', mem: '1g', 'cuda.device': '1'}}},
      status: 400,
      problem: {
        type: 'https://api.backend.ai/probs/unknown-resource-slot-type',
        title: 'Unknown resource slot type.',
        error_code: 'backendai_parsing_not-found',
        msg: "Unknown slot type: 'cuda.device'",
      },
    },
    {
      title: "less than the image's minimum with its shared memory",
      body: {config: {resources: {cpu: '1', mem: '64m'}}},
      status: 400,
      problem: {
        type: 'https://api.backend.ai/probs/invalid-api-params',
        msg: 'kernel_specs[0] resource request is smaller than the image minimum (cpu=1 mem=128m).',
      },
    },
    {
      title: 'a negative amount',
      body: {config: {resources: {cpu: '-1', mem: '1g'}}},
      status: 400,
      problem: {
        type: 'https://api.backend.ai/probs/invalid-resource-slot-quantity',
        msg: "Resource slot 'cpu' cannot be negative: -1",
      },
    },
    {
      title: 'an amount that is no number',
      body: {config: {resources: {cpu: 'many'}}},
      status: 400,
      problem: {msg: "Invalid resource allocation: Cannot convert the slot 'cpu' to decimal: 'many'"},
    },
    {
      title: 'an unknown project',
      body: {group: 'nope'},
      status: 400,
      problem: {
        msg: 'Invalid group (nope): the group does not exist, is inactive, or the user is not a member.',
      },
    },
    {
      title: 'an unknown resource group',
      body: {config: {scalingGroup: 'nope'}},
      status: 404,
      problem: {title: 'No such scaling group.', error_code: 'scaling-group_read_not-found', msg: 'nope'},
    },
    {
      title: 'a batch session without a command',
      body: {type: 'batch'},
      status: 400,
      problem: {msg: 'Batch sessions must have a non-empty startup command.'},
    },
    {
      title: 'a start time for a session that is not batch',
      body: {starts_at: '30m'},
      status: 400,
      problem: {msg: 'Parameter starts_at should be used only for batch sessions'},
    },
    {
      title: 'a dependency that does not exist',
      body: {dependencies: ['11111111-0000-4000-8000-000000000001']},
      status: 400,
      problem: {
        msg: 'Unknown session ID in the dependency list',
        data: {session_ref: '11111111-0000-4000-8000-000000000001'},
      },
    },
    {
      title: 'a priority above 100',
      body: {priority: 101},
      status: 400,
      problem: {type: 'https://api.backend.ai/probs/generic-bad-request'},
    },
    {
      title: "another owner's key by a user",
      body: {owner_access_key: 'AKIASOMEBODYELSE0000'},
      status: 403,
      problem: {msg: 'Only admins can perform operations on behalf of other users.'},
    },
  ] as {title: string; body: Json; status: number; problem: Json}[]) {
    it(`refuses ${title} as the manager does`, async () => {
      const answer = await cluster.call('user', 'POST /session', {
        body: {name: 'refused', image: 'base', enqueueOnly: true, config: {}, ...body},
      })

      expect(answer.status).to.equal(status)
      expect(answer.json).to.deep.include(problem)
    })
  }

  it('lets an administrator create for somebody else', async () => {
    const {accessKey} = cluster.account('user2')

    const {sessionId} = await cluster.create('gift', {owner_access_key: accessKey}, 'admin')

    const session = await cluster.session(sessionId, 'access_key user_email')
    expect(session).to.deep.equal({access_key: accessKey, user_email: 'user2@local.bai'})
  })

  it("does not show one user's session to another", async () => {
    const {sessionId} = await cluster.create('secret')

    const answer = await cluster.call('user2', `GET /session/${String(sessionId)}`)

    expect([answer.status, answer.json]).to.deep.equal([
      404,
      {
        type: 'https://api.backend.ai/probs/object-not-found',
        title: 'No such session.',
        error_code: 'session_read_not-found',
        msg: `Session (id=${String(sessionId)}) does not exist.`,
      },
    ])
  })

  it('tells amounts as Python writes them', async () => {
    await cluster.create('info', GPU_04)
    await eventually(async () => {
      const {json} = await cluster.call('user', 'GET /session/info')
      return (json as Json)['status'] === 'RUNNING'
    }, 'the session to run')

    const {json} = await cluster.call('user', 'GET /session/info')

    const amounts = "{'cpu': Decimal('1'), 'mem': Decimal('1073741824'), 'cuda.shares': Decimal('0.4')}"
    expect(json).to.include({
      requestedSlots: amounts,
      occupiedSlots: amounts,
      statusInfo: 'None',
      resourceOpts: "{'main1': {'shmem': 67108864}}",
    })
  })

  it('runs a batch command in a folder of its own and keeps its output and result', async () => {
    const command = 'echo "hello from $BACKENDAI_SESSION_NAME"; pwd; echo oops >&2; exit 3'
    const {sessionId} = await cluster.create('job', {type: 'batch', startupCommand: command})

    await cluster.reaches(sessionId, 'TERMINATED')

    const session = await cluster.session(sessionId)
    const {json} = await cluster.call('user', `GET /session/${String(sessionId)}/logs`)
    const {logs} = (json as {result: {logs: string}}).result
    expect(session).to.include({result: 'FAILURE', status_info: 'task-failed'})
    expect(JSON.parse(String(session['status_data']))).to.deep.include({kernel: {exit_code: 3}})
    expect(logs).to.include('hello from job\n').and.include('oops\n')
    expect(logs).to.include(join(cluster.folder, 'sessions', String(sessionId)))
  })

  it('notes the success of a batch command', async () => {
    const {sessionId} = await cluster.create('job', {type: 'batch', startupCommand: 'true'})

    await cluster.reaches(sessionId, 'TERMINATED')

    expect(await cluster.session(sessionId)).to.include({result: 'SUCCESS', status_info: 'task-finished'})
  })

  it('ends a batch command that takes longer than its limit', async () => {
    const {sessionId} = await cluster.create('slow', {
      type: 'batch',
      startupCommand: 'sleep 600',
      batch_timeout: '1s',
    })

    await cluster.reaches(sessionId, 'TERMINATED')

    expect(await cluster.session(sessionId)).to.include({result: 'FAILURE', status_info: 'task-timeout'})
  })

  it('starts a session when the one it depends on has succeeded', async () => {
    const first = await cluster.create('first', {type: 'batch', startupCommand: 'sleep 0.3'})
    const second = await cluster.create('second', {dependencies: [first['sessionId']]})
    await eventually(
      async () => (await cluster.session(second['sessionId']))['status_info'] !== null,
      'a reason',
    )
    const waiting = await cluster.session(second['sessionId'])

    await cluster.reaches(second['sessionId'], 'RUNNING')

    expect(waiting['status_info']).to.equal('predicate-checks-failed')
    expect(await cluster.status(first['sessionId'])).to.equal('TERMINATED')
  })

  it('starts a batch session at its time', async () => {
    const startsAt = new Date(Date.now() + 700).toISOString()
    const {sessionId} = await cluster.create('later', {
      type: 'batch',
      startupCommand: 'true',
      starts_at: startsAt,
    })

    await cluster.reaches(sessionId, 'TERMINATED')

    const {scheduled_at: scheduledAt} = await cluster.session(sessionId, 'scheduled_at')
    expect(Date.parse(String(scheduledAt))).to.be.at.least(Date.parse(startsAt))
  })

  it('takes higher priorities first', async () => {
    const full = await cluster.create('full', {config: {resources: {cpu: '8', mem: '1g'}}})
    await cluster.reaches(full['sessionId'], 'RUNNING')
    const low = await cluster.create('low', {priority: 1, config: {resources: {cpu: '8', mem: '1g'}}})
    const high = await cluster.create('high', {priority: 20, config: {resources: {cpu: '8', mem: '1g'}}})

    await cluster.call('user', 'DELETE /session/full')

    await cluster.reaches(high['sessionId'], 'RUNNING')
    expect(await cluster.status(low['sessionId'])).to.equal('PENDING')
  })

  it('lowers the priority of a session that held up the queue for long', async () => {
    const patient = await TestCluster.start({deprioritizeAfterMs: 100})
    try {
      const huge = await patient.create('huge', {config: {resources: {cpu: '100', mem: '1g'}}})
      const small = await patient.create('small')

      await patient.reaches(small['sessionId'], 'RUNNING')

      expect(await patient.session(huge['sessionId'], 'status priority')).to.deep.equal({
        status: 'PENDING',
        priority: 0,
      })
    } finally {
      await patient.remove()
    }
  })

  it('cancels what waits', async () => {
    const {sessionId} = await cluster.create('huge', {config: {resources: {cpu: '100', mem: '1g'}}})

    const first = await cluster.call('user', 'DELETE /session/huge')
    const second = await cluster.call('user', `DELETE /session/${String(sessionId)}`)

    expect(first.json).to.deep.equal({stats: {status: 'cancelled'}})
    expect(second.json).to.deep.equal({stats: {}})
    expect(await cluster.session(sessionId)).to.include({status: 'CANCELLED', status_info: 'user-requested'})
  })

  it('ends the sessions that depend on it as well when asked to', async () => {
    const first = await cluster.create('first')
    const second = await cluster.create('second', {dependencies: [first['sessionId']]})
    const third = await cluster.create('third', {dependencies: [second['sessionId']]})
    await cluster.reaches(first['sessionId'], 'RUNNING')

    await cluster.call('user', 'DELETE /session/first?recursive=true')

    await cluster.reaches(first['sessionId'], 'TERMINATED')
    expect(await cluster.status(second['sessionId'])).to.equal('CANCELLED')
    expect(await cluster.status(third['sessionId'])).to.equal('CANCELLED')
  })

  it('leaves no process of an ended session, not even those it started in the background', async () => {
    const {sessionId} = await cluster.create('messy', {
      type: 'batch',
      startupCommand: 'sleep 600 & sleep 601 & (sleep 602 &) ; wait',
    })
    const own = `BACKENDAI_SESSION_ID=${String(sessionId)}`
    await eventually(() => processesWith(own).length >= 4, 'its processes')

    await cluster.call('user', 'DELETE /session/messy')

    await cluster.reaches(sessionId, 'TERMINATED')
    expect(processesWith(own)).to.deep.equal([])
  })

  it('kills a command that does not listen', async () => {
    const {sessionId} = await cluster.create('stubborn', {
      type: 'batch',
      startupCommand: "trap '' TERM; while :; do sleep 0.1; done",
    })
    await cluster.reaches(sessionId, 'RUNNING')

    await cluster.call('user', 'DELETE /session/stubborn')

    await cluster.reaches(sessionId, 'TERMINATED')
    expect(processesWith(`BACKENDAI_SESSION_ID=${String(sessionId)}`)).to.deep.equal([])
  })

  it('interrupts the command and not the session', async () => {
    const {sessionId} = await cluster.create('idle')
    await cluster.reaches(sessionId, 'RUNNING')

    const {status} = await cluster.call('user', 'POST /session/idle/interrupt')

    expect(status).to.equal(204)
    expect(await cluster.status(sessionId)).to.equal('RUNNING')
  })

  it('notes that a batch command was interrupted', async () => {
    const {sessionId} = await cluster.create('hurried', {type: 'batch', startupCommand: 'sleep 600'})
    await cluster.reaches(sessionId, 'RUNNING')
    await eventually(
      () => processesWith(`BACKENDAI_SESSION_ID=${String(sessionId)}`).length >= 2,
      'the command to run',
    )

    await cluster.call('user', 'POST /session/hurried/interrupt')

    await cluster.reaches(sessionId, 'TERMINATED')
    const session = await cluster.session(sessionId)
    expect(session['result']).to.equal('FAILURE')
    expect(JSON.parse(String(session['status_data']))).to.deep.include({kernel: {exit_code: 130}})
  })

  it('limits the memory of what runs', async function () {
    if (process.platform !== 'linux') leaveOut(this, 'only Linux limits the memory of processes')
    const {sessionId} = await cluster.create('limits', {
      type: 'batch',
      startupCommand: 'ulimit -d',
      config: {resources: {cpu: '1', mem: '256m'}},
    })
    await cluster.reaches(sessionId, 'TERMINATED')

    const {json} = await cluster.call('user', `GET /session/${String(sessionId)}/logs`)

    expect((json as {result: {logs: string}}).result.logs.trim()).to.equal(String(256 * 1024))
  })

  it('tells a session its share of the GPU, and nothing of the environment of the manager', async () => {
    process.env['BAI_TEST_SECRET'] = 'not for sessions'
    const {sessionId} = await cluster.create('env', {
      type: 'batch',
      startupCommand: 'env',
      config: {resources: {cpu: '2', mem: '1g', 'cuda.shares': '0.25'}, environ: {COLOUR: 'blue'}},
    })
    await cluster.reaches(sessionId, 'TERMINATED')
    delete process.env['BAI_TEST_SECRET']

    const {json} = await cluster.call('user', `GET /session/${String(sessionId)}/logs`)

    const lines = (json as {result: {logs: string}}).result.logs.split('\n')
    expect(lines).to.include.members([
      'BAI_GPU_SHARE=0.25',
      `BAI_GPU_MEMORY_BYTES=${8 * 1024 ** 3}`,
      'CUDA_VISIBLE_DEVICES=0',
      'COLOUR=blue',
      `BACKENDAI_SESSION_ID=${String(sessionId)}`,
    ])
    expect(lines.join('\n')).to.not.include('BAI_TEST_SECRET')
  })

  it('runs Python from an image of its own', async function () {
    const withPython = await TestCluster.start({defaultImages: ['python']})
    try {
      const {images} = (await withPython.query('user', '{images{base_image_name}}')) as {images: Json[]}
      if (images.length === 0) leaveOut(this, 'there is no Python here to make an image of')
      const {sessionId} = await withPython.create('snake', {
        image: 'python',
        type: 'batch',
        startupCommand: 'python -c "print(6 * 7)"',
        config: {resources: {cpu: '1', mem: '1g'}},
      })

      await withPython.reaches(sessionId, 'TERMINATED')

      const {json} = await withPython.call('user', `GET /session/${String(sessionId)}/logs`)
      expect((json as {result: {logs: string}}).result.logs).to.equal('42\n')
    } finally {
      await withPython.remove()
    }
  })

  it('gives every kernel of a cluster session its role and the names of the others', async () => {
    const {sessionId} = await cluster.create('team', {
      clusterSize: 3,
      type: 'batch',
      startupCommand: 'echo $BACKENDAI_CLUSTER_ROLE $BACKENDAI_CLUSTER_HOSTS',
    })
    await cluster.reaches(sessionId, 'TERMINATED')

    const {json} = await cluster.call('user', `GET /session/${String(sessionId)}/logs`)

    expect((json as {result: {logs: string}}).result.logs).to.equal('main main1,sub1,sub2\n')
    expect(processesWith(`BACKENDAI_SESSION_ID=${String(sessionId)}`)).to.deep.equal([])
  })

  it('cancels a session whose process cannot be started, and says why', async () => {
    await writeFile(join(cluster.folder, 'sessions'), 'in the way')

    const {sessionId} = await cluster.create('unlucky')

    await cluster.reaches(sessionId, 'CANCELLED')
    const session = await cluster.session(sessionId)
    expect(session['status_info']).to.equal('failed-to-start')
    expect(JSON.parse(String(session['status_data'])))
      .to.have.nested.property('error.repr')
      .that.includes('ENOTDIR')
  })

  it('renames a running session only', async () => {
    const {sessionId} = await cluster.create('before')
    await cluster.create('other')
    await cluster.reaches(sessionId, 'RUNNING')

    const renamed = await cluster.call('user', 'POST /session/before/rename', {body: {name: 'after'}})
    const taken = await cluster.call('user', 'POST /session/after/rename', {body: {name: 'other'}})
    const found = await cluster.call('user', 'GET /session/_/match?id=after')

    expect([renamed.status, taken.status]).to.deep.equal([204, 400])
    expect(taken.json).to.include({msg: "Session with name 'other' already exists"})
    expect(found.json).to.deep.equal({matches: [{id: sessionId, name: 'after', status: 'RUNNING'}]})
  })

  it('answers restarts 501, as managers since 26.4 do', async () => {
    await cluster.create('here')

    const {status, json} = await cluster.call('user', 'PATCH /session/here')

    expect(status).to.equal(501)
    expect(json).to.include({error_code: 'api_generic_not-implemented'})
  })

  it('refuses new sessions while it is frozen, and nothing else', async () => {
    await cluster.create('before')
    await cluster.call('admin', 'PUT /manager/status', {body: {status: 'frozen'}})

    const create = await cluster.call('user', 'POST /session', {
      body: {name: 'new', image: 'base', config: {}},
    })
    const read = await cluster.call('user', 'GET /session/before')

    expect(create.status).to.equal(503)
    expect(create.json).to.have.property('type', 'https://api.backend.ai/probs/server-frozen')
    expect(read.status).to.equal(200)
  })

  it('keeps its files from everybody else', async () => {
    const modes = await Promise.all(
      ['accounts.json', 'state', 'state/journal-0.ndjson'].map(async (name) => {
        const {mode} = await stat(join(cluster.folder, name))
        return (mode & 0o077).toString(8)
      }),
    )

    expect(modes).to.deep.equal(['0', '0', '0'])
    expect(await readFile(join(cluster.folder, 'state/journal-0.ndjson'), 'utf8')).to.not.include(
      cluster.account('user').password,
    )
  })
})
