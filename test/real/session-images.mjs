// Session images that code really runs in, made from Debian packages: no image is pulled from anywhere.
import {mkdir, rename, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {installDebian, isRoot, onPath} from './machine.mjs'
import {run} from './processes.mjs'
import {LACKING, Refusal} from './refusal.mjs'

const SUITE = 'bookworm'
/** The kernel runner executes code through ipykernel. */
const PACKAGES = ['python3', 'python3-ipykernel', 'ca-certificates', 'procps']
const SEARCH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Rejects with a `Refusal` when no Docker engine answers. */
export async function needEngine() {
  await run('docker', ['version', '--format', '{{.Server.Version}}']).catch((error) => {
    throw new Refusal(LACKING, `No Docker engine answers here: ${error.message}`)
  })
}

/**
 * Makes what is missing of the given images, under their own names, with the labels of their rows.
 * `images`: name and labels. Gives them with the engine's id and size.
 */
export async function makeSessionImages(layout, images, say) {
  const missing = []
  for (const image of images) if (!(await isHere(image))) missing.push(image)
  if (missing.length > 0) {
    say('Session images')
    const tree = await fileTree(layout)
    for (const image of missing) await importImage(tree, image)
  }
  return Promise.all(images.map(inspect))
}

/**
 * Committing a session takes the name of the session's own image away (the agent commits onto it, then removes that
 * name). A second name keeps the image, and gives it its first one back here.
 */
async function isHere({name}) {
  try {
    await run('docker', ['tag', keptName(name), name])
    return true
  } catch {
    return false
  }
}

function keptName(name) {
  return `bai-real-kept/${name.slice(name.lastIndexOf('/') + 1)}`
}

/** A root file system as a tar archive, made once. */
async function fileTree({home}) {
  if (!isRoot()) throw new Refusal(LACKING, 'Session images are made by root only.')
  await installDebian({mmdebstrap: 'mmdebstrap'})
  const folder = join(home, 'images')
  const file = join(folder, 'root.tar')
  if (await onPath('root.tar', folder)) return file
  const part = `${file}.part`
  await mkdir(folder, {recursive: true})
  await rm(part, {force: true})
  const slim = ['man', 'doc', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`)
  const include = `--include=${PACKAGES.join(',')}`
  await run('mmdebstrap', ['--quiet', '--format=tar', '--variant=minbase', include, ...slim, SUITE, part])
  await rename(part, file)
  return file
}

async function importImage(tree, {name, labels}) {
  const changes = [
    'CMD ["bash"]',
    `ENV PATH=${SEARCH} LANG=C.UTF-8`,
    ...Object.entries(labels).map(([key, value]) => `LABEL ${key}=${JSON.stringify(String(value))}`),
  ]
  await run('docker', ['import', ...changes.flatMap((change) => ['--change', change]), tree, name])
  await run('docker', ['tag', name, keptName(name)])
}

async function inspect(image) {
  const [id, size] = (await run('docker', ['image', 'inspect', '--format', '{{.Id}} {{.Size}}', image.name]))
    .trim()
    .split(' ')
  return {...image, id, size: Number(size)}
}
