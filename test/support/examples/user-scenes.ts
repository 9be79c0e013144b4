import {examplesOf} from './help.js'
import {line, lines, type Scene} from './scene.js'

/** Of whatever shell a session has. */
const PROMPT = /[$#] $/
const GIB = 1024 ** 3

/** What the examples upload and run: a test that passes and a job that writes a result. */
const JOB = {
  'test.sh': '#!/bin/sh\nmkdir -p reports && echo "ok 1" | tee reports/result.txt\n',
  'train.sh': '#!/bin/sh\nmkdir -p out && echo "lr $lr seed $seed" >out/result.txt\n',
}

/** What a user does with sessions. */
export const USER_SCENES: readonly Scene[] = [
  {
    title: 'sessions, from the first to the last',
    as: 'user',
    cluster: {topology: {gpus: 4}},
    steps: [
      ...examplesOf('session create', 'session list', 'session history'),
      ...lines('bai session create python --name train-1 --wait', 'bai session create base --name train-2'),
      ...examplesOf('session get', 'session wait', 'session graph', 'session tag', 'session logs'),
      line('bai session watch @last', {until: /RUNNING/}),
      line('bai session watch train-1 --output ndjson', {until: /RUNNING/}),
      ...lines('bai session create base --name bai-x7k2q --wait', 'bai session rm train-a --wait'),
      ...examplesOf('session rename'),
      // The local cluster is as new as the newest manager, and that one restarts nothing.
      line('bai session restart train-a --dry-run', {ends: [10]}),
      line('bai session restart train-a', {ends: [10]}),
      ...examplesOf('session rm'),
    ],
  },
  {
    title: 'a queue, why it waits, and how it is changed',
    as: 'user',
    steps: [
      ...lines(
        'bai session create base --gpu 0.4 --count 3 --name train',
        'bai session wait train-1 train-2',
      ),
      ...examplesOf('session why', 'quota', 'queue stats', 'gpu list').filter(
        ({line: text}) => !text.includes('--watch'),
      ),
      ...lines('bai queue list', 'bai queue list --output json'),
      line('bai queue list --watch', {until: /train-3/}),
      line('bai gpu list --watch', {until: /i-local-1/}),
      ...lines('bai gpu top', "bai gpu top --filter 'gpuPercent<5'"),
      line('bai gpu top --all-users --watch', {until: /train-1/, as: 'admin'}),
      line('bai queue watch', {until: /default/}),
      line('bai queue watch --output ndjson', {until: /"waiting":1/}),
      ...examplesOf('session priority').map((step) => ({...step, as: 'admin' as const})),
    ],
  },
  {
    title: 'templates of sessions',
    as: 'user',
    files: {'session.yaml': 'image: python\ngpu: 0.4\n'},
    steps: examplesOf(
      ...['session template create', 'session template list', 'session template get'],
      ...['session template update', 'session template rm'],
    ),
  },
  {
    title: 'work in a session',
    as: 'user',
    files: {'src/main.py': 'print("hello")\n', 'data.csv': 'a,b\n1,2\n'},
    // Images of the local cluster have no Jupyter; somebody else may have the port.
    stands: {jupyter: () => 'sshd', '8000 9000': () => '8000 0', 'port 9000': () => 'port 0'},
    steps: [
      ...lines('bai session create python --name train-1 --gpu 0.4 --wait'),
      ...examplesOf('session exec'),
      ...lines("bai session exec train-1 -- 'mkdir out && echo model >out/model.pt'"),
      ...examplesOf('session cp'),
      line('bai session app train-1'),
      line('bai session app train-1 jupyter --open=false', {until: /127\.0\.0\.1:\d+/}),
      line('bai session app train-1 8000 --port 9000', {until: /127\.0\.0\.1:\d+/}),
      line('bai session port-forward train-1 jupyter', {until: /127\.0\.0\.1:\d+/}),
      line('bai session port-forward train-1 8000 9000', {until: /127\.0\.0\.1:\d+/}),
      line('bai session shell train-1', {answers: [[PROMPT, 'exit\n']]}),
      line('bai session shell @last', {answers: [[PROMPT, 'exit\n']]}),
    ],
  },
  {
    title: 'run, and what GPUs and images really are',
    as: 'user',
    cluster: {topology: {gpuMemoryBytes: 80 * GIB}},
    files: {...JOB, 'bai.yaml': 'gpuMemory: 80g\n'},
    steps: [
      ...examplesOf('run'),
      ...lines('bai session create python --name train-1 --gpu 0.4 --wait'),
      line('bai gpu verify train-1 --gpu-memory 80g'),
      line('bai gpu verify --gpu 0.5'),
      ...examplesOf('image list', 'image versions', 'image try'),
    ],
  },
  {
    title: 'what is asked before anything is started',
    as: 'user',
    steps: [
      ...lines('bai whoami'),
      ...examplesOf('doctor', 'version', 'help', 'completion', 'api', 'api gql', 'config show'),
    ],
  },
]

/** What one does on one's own machine. */
export const MACHINE_SCENES: readonly Scene[] = [
  {
    title: 'profiles',
    as: 'nobody',
    steps: [
      ...examplesOf('profile add', 'profile list', 'profile use'),
      ...lines('bai profile add staging --endpoint https://staging.example.com'),
      ...examplesOf('profile rm'),
    ],
  },
  {
    title: 'login and logout',
    as: 'nobody',
    files: {'password.txt': 'correct horse battery staple\n'},
    stands: {
      'https://manager.example.com': ({endpoint}) => endpoint,
      'https://webui.example.com': ({webserver}) => webserver,
      AKIAEXAMPLE: ({keys}) => keys('user').accessKey,
      'secret.txt': ({keys}) => `<(echo ${keys('user').secretKey})`,
      SECRETEXAMPLE: ({keys}) => keys('user').secretKey,
      'me@example.com': () => 'alice@example.org',
    },
    steps: [
      line('bai login https://manager.example.com', {
        answers: [
          [/Access key/, 'AKIAEXAMPLE\r'],
          [/Secret key: /, 'SECRETEXAMPLE\r'],
        ],
      }),
      ...examplesOf('login').slice(1),
      line('bai whoami --profile lab --output json'),
      ...examplesOf('logout'),
    ],
  },
  {
    title: 'a cluster on this machine',
    as: 'nobody',
    files: {
      'tools/bin/frobnicate': '#!/bin/sh\necho frobnicate 1.0\n',
      // Stands for an environment: what counts is what its interpreter says of itself.
      'envs/numpy-1.26/bin/python3': `#!/bin/sh
printf '{"version": "3.11.7", "prefix": "%s", "packages": {"numpy": "1.26.4"}}' "$(cd "$(dirname "$0")/.." && pwd)"
`,
    },
    steps: [
      line('bai local up --agents 2 --gpus 2 --gpu-mem 24g'),
      line('bai local up'),
      ...examplesOf('local status', 'local image list'),
      line('bai local logs'),
      line('bai local logs --tail 20 --follow', {until: /./}),
      line('bai gpu verify --gpu 0.5'),
      ...examplesOf('local image add'),
      line('bai local image rm numpy:1.26.4-py311', {answers: [[/numpy/, 'y\n']]}),
      line('bai local image rm tools:1 --yes'),
      ...examplesOf('local down'),
      line('bai local reset', {answers: [[/reset|remove/i, 'y\n']]}),
      line('bai local reset --yes'),
    ],
  },
]
