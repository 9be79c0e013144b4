import {examplesOf} from './help.js'
import {line, lines, type Scene} from './scene.js'

/** What is done with storage folders. */
export const STORAGE_SCENES: readonly Scene[] = [
  {
    title: 'storage folders',
    as: 'user',
    files: {'images/one.txt': 'one\n', 'big.tar': 'not so big\n', 'out/model.pt': 'model\n'},
    steps: [
      ...lines('bai vfolder create datasets --dry-run', 'bai vfolder create datasets'),
      line('bai vfolder create reference --project default --permission ro', {as: 'admin'}),
      ...lines('bai vfolder cp out datasets:', 'rm -r out'),
      ...examplesOf('vfolder cp', 'vfolder list', 'vfolder info'),
      line('bai vfolder rm datasets --dry-run'),
      line('bai vfolder rm datasets', {answers: [[/datasets/, 'y\n']]}),
      ...examplesOf('vfolder restore'),
      line('bai vfolder rm datasets --purge --yes'),
    ],
  },
]
