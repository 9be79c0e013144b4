import {examplesOf} from './help.js'
import {line, lines, type Scene} from './scene.js'

/** What is done with storage folders. */
export const STORAGE_SCENES: readonly Scene[] = [
  {
    title: 'storage folders',
    as: 'user',
    files: {'images/one.txt': 'one\n', 'big.tar': 'not so big\n', 'out/model.pt': 'model\n'},
    stands: {'a@example.org': () => 'user2@local.bai', 'b@example.org': () => 'admin@local.bai'},
    steps: [
      ...lines('bai vfolder create datasets --dry-run', 'bai vfolder create datasets'),
      line('bai vfolder create reference --project default --permission ro', {as: 'admin'}),
      ...lines('bai vfolder cp out datasets:', 'rm -r out'),
      ...examplesOf('vfolder cp', 'vfolder list', 'vfolder info'),
      line('bai vfolder share datasets'),
      line('bai vfolder share datasets --with a@example.org,b@example.org --permission ro'),
      line('bai vfolder invitation list --sent'),
      line('bai vfolder invitation list', {as: 'user2'}),
      line('bai vfolder invitation accept datasets --dry-run', {as: 'user2'}),
      line('bai vfolder invitation accept datasets', {as: 'user2'}),
      line('bai vfolder invitation decline datasets --dry-run', {as: 'admin'}),
      line('bai vfolder invitation decline datasets', {as: 'admin'}),
      line('bai vfolder share datasets --revoke a@example.org'),
      line('bai vfolder rm datasets --dry-run'),
      line('bai vfolder rm datasets', {answers: [[/datasets/, 'y\n']]}),
      ...examplesOf('vfolder restore'),
      line('bai vfolder rm datasets --purge --yes'),
    ],
  },
]
