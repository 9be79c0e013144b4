import {formatSize, imageFacts, type Image} from '../../sdk/index.js'
import type {TriedImage} from '../image/try-image.js'
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

/** `image versions`: images of one framework by what is in them. */
export const imageVersionView: View<Image> = {
  columns: [
    {key: 'framework', value: (row) => imageFacts(row).framework, shown: 'table'},
    {key: 'version', value: (row) => imageFacts(row).version, order: 'text', shown: 'table'},
    {key: 'python', value: (row) => imageFacts(row).python, order: 'text', shown: 'table'},
    {key: 'cuda', value: (row) => imageFacts(row).cuda, order: 'text', shown: 'table'},
    {key: 'base', value: (row) => imageFacts(row).base, shown: 'wide'},
    {key: 'arch', value: (row) => row.architecture, shown: 'table'},
    {key: 'owner', value: (row) => row.owner, shown: 'table'},
    {key: 'reference', value: (row) => row.reference, shown: 'table'},
  ],
  name: (row) => row.reference,
  id: (row) => row.reference,
  empty: 'There is no image of that framework. `bai image list` shows those there are.',
}

/** `image try`: what is really in the images. */
export const triedImageView: View<TriedImage> = {
  columns: [
    {key: 'image', value: (row) => row.image, shown: 'table'},
    {key: 'library', value: (row) => row.library, shown: 'table'},
    {key: 'expected', value: (row) => row.expected, order: 'text', shown: 'table'},
    {key: 'version', value: (row) => row.version, order: 'text', shown: 'table'},
    {key: 'python', value: (row) => row.python, order: 'text', shown: 'table'},
    {
      key: 'ok',
      value: (row) => row.ok,
      text: (row) => (row.ok ? 'yes' : 'NO'),
      tone: (row) => (row.ok ? 'good' : 'bad'),
      shown: 'table',
    },
    {key: 'error', value: (row) => row.error, shown: 'table'},
    {key: 'reference', value: (row) => row.reference, shown: 'wide'},
  ],
  name: (row) => row.image,
  id: (row) => row.reference,
  empty: 'Nothing was tried.',
}
