import {createHash, randomUUID} from 'node:crypto'

/** Where the images seem to come from. */
export const REGISTRY = 'images.bai.test'

const PLAIN = {name: 'python', tag: '3.11-ubuntu22.04', memory: '64m', bytes: 2 ** 26}
const GPU = {
  name: 'python-pytorch',
  tag: '2.4-py311-cuda12.4',
  memory: '256m',
  bytes: 2 ** 28,
  accelerators: 'cuda',
}

/** References of the two images. */
export const IMAGES = {plain: referenceOf(PLAIN), gpu: referenceOf(GPU)}

/** Two images, as a registry scan would have found them: one without and one with a use for a GPU. */
export function imageRows(registryId) {
  const plain = image(registryId, PLAIN)
  const gpu = image(registryId, GPU)
  return {
    images: [plain, gpu],
    image_aliases: [
      {id: randomUUID(), alias: 'python', image: plain.id},
      {id: randomUUID(), alias: 'pytorch', image: gpu.id},
    ],
  }
}

function image(registryId, {name, tag, memory, bytes, accelerators = null}) {
  const labels = {
    kernelspec: '1',
    role: 'COMPUTE',
    'runtime-type': 'python',
    'runtime-path': '/usr/bin/python3',
    features: 'batch query uid-match user-input',
    'base-distro': 'ubuntu22.04',
    'resource.min.cpu': '1',
    'resource.min.mem': memory,
    'service-ports': 'ipython:pty:3000,jupyter:http:8081,jupyterlab:http:8090',
    ...(accelerators && {accelerators, 'resource.min.cuda.device': '0', 'resource.min.cuda.shares': '0'}),
  }
  const none = {min: '0', max: null}
  return {
    id: randomUUID(),
    name: referenceOf({name, tag}),
    project: 'stable',
    image: `stable/${name}`,
    tag,
    registry: REGISTRY,
    registry_id: registryId,
    architecture: 'x86_64',
    config_digest: `sha256:${createHash('sha256').update(name).digest('hex')}`,
    size_bytes: 100_000_000,
    is_local: false,
    type: 'COMPUTE',
    accelerators,
    labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [`ai.backend.${key}`, value])),
    resources: {
      cpu: {min: '1', max: null},
      mem: {min: String(bytes), max: null},
      ...(accelerators && {'cuda.device': none, 'cuda.shares': none}),
    },
  }
}

function referenceOf({name, tag}) {
  return `${REGISTRY}/stable/${name}:${tag}`
}
