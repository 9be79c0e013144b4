import {examplesOf} from './help.js'
import {line, lines, type Scene} from './scene.js'

/** What needs Docker: sessions that are containers, and images made of them. */
export const CONTAINER_SCENES: readonly Scene[] = [
  {
    title: 'images made of sessions',
    as: 'user',
    cluster: {runtime: 'docker'},
    stands: {
      'cr.example.org/stable/': () => 'local.bai/stable/',
      'alice@example.org': () => 'user@local.bai',
    },
    steps: [
      ...lines('bai session create IMAGE --name work -c 1 -m 128m --wait'),
      ...examplesOf('image commit'),
      line('bai image rm torch-geo:1 --yes'),
      ...lines('bai session create IMAGE --name alice-work -c 1 -m 128m --wait'),
      ...examplesOf('admin commit-image').map((step) => ({...step, as: 'admin' as const})),
      line('bai image rm cr.example.org/stable/torch-geo:1', {answers: [[/torch-geo/, 'y\n']]}),
    ],
  },
]

/** What one does before there is a site file. */
export const NEWCOMER_SCENES: readonly Scene[] = [
  {
    title: 'the site file of hosts that were never seen',
    as: 'nobody',
    steps: examplesOf('ops config init'),
  },
]

/** What pg_dumpall writes at the least, of a server with one database. */
const DUMP = `SET client_encoding = 'UTF8';
CREATE DATABASE backend WITH TEMPLATE = template0;
\\connect backend
-- PostgreSQL database dump complete
-- PostgreSQL database cluster dump complete
`

/** Changes a key each time. */
const STIR = 'bai ops etcd put manager/status $RANDOM'

/** What needs an installation to operate: services on two hosts, a database and an etcd. */
export const OPERATOR_SCENES: readonly Scene[] = [
  {
    title: 'services and hosts',
    as: 'nobody',
    steps: [
      ...examplesOf('ops status'),
      line('bai ops logs all --tail 20'),
      line('bai ops logs all --since 1h --grep ERROR'),
      line('bai ops logs manager agent --follow --tail 0', {
        until: /manager/,
        meanwhile: 'bai ops restart manager',
      }),
      // The machine of a test has no GPU, and perhaps too little memory.
      ...examplesOf('ops check').map((step) => ({...step, ends: [0, 11]})),
      ...examplesOf('ops config show', 'ops bundle'),
      ...lines('bai ops restart manager --dry-run', 'bai ops restart agent --host gpu07'),
      ...lines('bai ops stop postgres --dry-run', 'bai ops stop wsproxy --keep --yes'),
      ...examplesOf('ops start'),
    ],
  },
  {
    title: 'backups, and what is done with them',
    as: 'nobody',
    files: {'dump.sql': DUMP},
    steps: [
      ...examplesOf('ops backup db', 'ops backup etcd', 'ops backup all', 'ops backup list'),
      ...examplesOf('ops backup verify', 'ops backup prune', 'ops backup redis', 'ops backup schedule'),
      ...examplesOf('ops restore db'),
      line('node "$NIGHTLY" "$BAI_SITE" /backup', {shows: /db: done[^]*etcd-\S+: good/}),
    ],
  },
  {
    title: 'keys of etcd',
    as: 'nobody',
    files: {'password.txt': 'a password\n', 'plugins.json': '{"scheduler": {"fifo": "on"}}\n'},
    steps: [
      ...lines('bai ops backup etcd --dir /backup', 'bai ops etcd put config/watcher/token secret'),
      ...lines('bai ops etcd put config/plugins/scheduler/drf on'),
      ...examplesOf('ops etcd put', 'ops etcd get', 'ops etcd ls', 'ops etcd put-json', 'ops etcd rm'),
      // It differs: status 11 for scripts that ask for it.
      line('bai ops etcd diff latest --dir /backup'),
      line('bai ops etcd diff ./etcd_backup.json --exit-code', {ends: [11]}),
      line('bai ops etcd watch --prefix ""', {until: /status/, meanwhile: STIR}),
      line('bai ops etcd watch manager/status --output ndjson', {until: /status/, meanwhile: STIR}),
      ...examplesOf('ops restore etcd'),
    ],
  },
]
