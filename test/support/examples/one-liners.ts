import {line, lines, type Scene} from './scene.js'

/** Makes a Python environment in which a library has a version, and an image of the local cluster of it. */
const environment = (folder: string, library: string, version: string): string[] => [
  `python3 -m venv --without-pip --system-site-packages ${folder}`,
  `library=$(echo ${folder}/lib/python3*/site-packages)/${library} && mkdir "$library" && echo "__version__ = '${version}'" >"$library/__init__.py"`,
]

/** What users are promised in one line, on a cluster of this machine. */
export const USER_LINES: Scene = {
  title: 'what users are promised in one line',
  as: 'nobody',
  files: {
    'train.py':
      'import os\nos.mkdir("out")\nopen("out/result.txt", "w").write(os.environ["lr"] + " " + os.environ["seed"])\n',
    pytest: '#!/bin/sh\nmkdir -p reports && echo "1 passed" | tee reports/summary.txt\n',
  },
  // Two of three run at once and the third never does: waiting for it longer shows nothing more.
  // The program of the matrix lies here, not in the image.
  stands: {
    '-j 4 -d out/': () => '-j 4 -u train.py -d out/',
    '--timeout 2m': () => '--timeout 20s',
    'tf:2.7': () => 'tensorflow:2.7',
  },
  steps: [
    ...lines(
      'bai local up --gpus 1 --gpu-mem 32g',
      ...environment('torch', 'torch', '1.9.0'),
      ...environment('new', 'tensorflow', '2.7.0'),
      ...environment('old', 'tensorflow', '1.15.5'),
      'cp pytest torch/bin/pytest',
      'bai local image add pytorch:1.9 --python ./torch',
      'bai local image add tensorflow:2.7 --python ./new',
      'bai local image add tensorflow:1.15 --python ./old',
    ),
    line(
      'bai run --gpu 0.4 -u . -d reports/ --queue-timeout 15m -t 30m --junit ci.xml pytorch:1.9 -- pytest -q',
      {shows: /1 passed/},
    ),
    ...lines('grep "1 passed" reports/summary.txt', 'grep "failures=.0" ci.xml'),
    line('bai session create --gpu 0.4 -n 3 -W --timeout 2m || bai session why --all', {
      shows: /2 of 3 sessions are running[^]*Short by +0.2 cuda.shares/,
    }),
    line('bai session rm "$(bai ps -s RUNNING -q | tail -1)" -W', {shows: /starts because of it: RUNNING/}),
    line('bai session rm @last -W'),
    line(
      'bai run --gpu 0.2 --matrix lr=1e-3,1e-4 --matrix seed=1,2,3 -j 4 -d out/ tf:2.7 -- python train.py',
      {shows: /6 of 6 runs passed/},
    ),
    line('cat out/lr=1e-4,seed=3/result.txt', {shows: /1e-4 3/}),
    line('bai gpu verify -g 0.5', {shows: /16 GiB +16 GiB/}),
    line('bai image try tensorflow:2.7 tensorflow:1.15 pytorch:1.9 -o csv', {
      shows: /2\.7\.0[^]*1\.15\.5[^]*1\.9\.0/,
    }),
    ...lines('bai session create base --gpu 1', 'bai session create base --gpu 0.1 --tag nightly'),
    line('bai ps -s PENDING -q --filter tag=nightly | bai session rm - -y --json', {
      shows: /"was": "PENDING"/,
    }),
    line('bai local reset --yes'),
  ],
}

/** The ones of somebody who makes a user an image. */
export const IMAGE_LINES: Scene = {
  title: 'what is promised in one line of images made of sessions',
  as: 'admin',
  cluster: {runtime: 'docker'},
  stands: {'alice@example.org': () => 'user@local.bai'},
  steps: [
    line('bai session create IMAGE --name alice-work -c 1 -m 128m --gpu 0.5 --wait', {as: 'user'}),
    line('bai admin commit-image alice-work --as torch-geo:1 -u alice@example.org --try -W >name', {
      shows: /starts it with: bai session create/,
    }),
    line('bai session rm alice-work -W', {as: 'user'}),
    line('bai session create "$(cat name)" --gpu 0.5 -c 1 -m 128m -W', {as: 'user', shows: /RUNNING/}),
  ],
}

/** What administrators are promised in one line. */
export const OPERATOR_LINES: Scene = {
  title: 'what administrators are promised in one line',
  as: 'nobody',
  steps: [
    line('bai ops backup all --dir /backup -z --keep 14 --json || alert', {shows: /"outcome": "done"/}),
    line('bai ops backup verify latest --scratch', {shows: /good[^]*good/}),
    line('bai ops restore db latest --dry-run'),
    line('bai ops restore db latest -y'),
    line('bai ops restore etcd latest --prune -y'),
    line('bai ops restart all && bai ops status --deep'),
    // The machine of a test is too small to pass, and then nothing is restarted.
    line('bai ops check --role agent --recommended -H gpu07 && bai ops restart agent -H gpu07', {
      ends: [0, 11],
    }),
    line('bai ops restart agent -H gpu07'),
  ],
}
