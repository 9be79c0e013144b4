import type {LocalImage} from '../../local/index.js'
import type {View} from '../output/view.js'

/** An image that is there, or with --dry-run is going to be. */
export type ShownImage = Pick<LocalImage, 'reference' | 'aliases' | 'folder' | 'labels'>

/** `local image list` and `local image add`. */
export const localImageView: View<ShownImage> = {
  columns: [
    {key: 'reference', label: 'Image', heading: 'IMAGE', value: (row) => row.reference, shown: 'table'},
    {
      key: 'aliases',
      value: (row) => row.aliases,
      text: (row) => row.aliases.join(', '),
      shown: 'table',
    },
    {key: 'folder', value: (row) => row.folder, shown: 'table'},
    {
      key: 'labels',
      value: (row) => row.labels,
      text: (row) =>
        Object.entries(row.labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(' '),
      shown: 'wide',
    },
  ],
  name: (row) => row.reference,
  id: (row) => row.reference,
  empty: 'The local cluster has no images. Add one with `bai local image add`.',
}
