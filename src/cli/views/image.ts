import {formatSize, type Image} from '../../sdk/index.js'
import type {View} from '../output/view.js'

/** `image list`. */
export const imageView: View<Image> = {
  columns: [
    {key: 'name', value: (row) => row.name.split('/').at(-1) ?? row.name, shown: 'table'},
    {key: 'tag', value: (row) => row.tag, order: 'text', shown: 'table'},
    {
      key: 'aliases',
      value: (row) => row.aliases,
      text: (row) => row.aliases.join(', '),
      shown: 'table',
    },
    {
      key: 'accelerators',
      value: (row) => row.accelerators,
      text: (row) => row.accelerators.join(', '),
      shown: 'table',
    },
    {key: 'installed', value: (row) => row.installed, shown: 'table'},
    {key: 'owner', value: (row) => row.owner, shown: 'wide'},
    {key: 'arch', value: (row) => row.architecture, shown: 'table'},
    {
      key: 'sizeBytes',
      heading: 'SIZE',
      value: (row) => row.sizeBytes,
      text: (row) => (row.sizeBytes === 0 ? '' : formatSize(row.sizeBytes)),
      align: 'right',
      shown: 'wide',
    },
    {key: 'reference', value: (row) => row.reference, shown: 'table'},
    {key: 'privateName', value: (row) => row.privateName, shown: 'wide'},
    {key: 'minimum', value: (row) => row.minimum, shown: 'data'},
    {key: 'labels', value: (row) => row.labels, shown: 'data'},
    {key: 'id', value: (row) => row.id, shown: 'data'},
  ],
  name: (row) => row.reference,
  id: (row) => row.reference,
  empty: 'There is no image you may use. An administrator adds them from a registry.',
}

/** What `image rm` did. */
export const removedImageView: View<Image & {removed: boolean}> = {
  columns: [
    {key: 'reference', value: (row) => row.reference, shown: 'table'},
    {key: 'id', value: (row) => row.id, shown: 'wide'},
    {key: 'removed', value: (row) => row.removed, shown: 'table'},
  ],
  name: (row) => row.reference,
  id: (row) => row.reference,
  empty: 'No image was removed.',
}
