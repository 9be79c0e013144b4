// @ts-check
// Servers to measure against: containers of the lab's own images, which test/lab/lab/images.sh makes.
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

const IMAGES = fileURLToPath(new URL('../../test/lab/lab/images.sh', import.meta.url))
const PREFIX = process.env['BAI_LAB_PREFIX'] ?? 'bai-lab'

/**
 * Starts a container, or tells why it cannot be.
 * @param {import('./bench.mjs').Bench} bench
 * @param {'postgres' | 'etcd'} image
 * @param {{docker?: readonly string[], command: readonly string[]}} what
 * @returns {{container: string} | {lacking: string}}
 */
export function startContainer(bench, image, {docker = [], command}) {
  if (process.getuid?.() !== 0) return {lacking: 'it needs root and Docker'}
  const built = spawnSync(IMAGES, [image], {stdio: ['ignore', 'ignore', 'inherit']})
  if (built.status !== 0) return {lacking: "the lab's images could not be built"}
  const container = run(['run', '-d', ...docker, `${PREFIX}/${image}:1`, ...command]).slice(0, 12)
  bench.atEnd(async () => void run(['rm', '-f', '-v', container]))
  return {container}
}

/**
 * Runs a program inside; its output.
 * @param {string} container
 * @param {readonly string[]} command
 * @param {string} [input]
 */
export function inside(container, command, input = '') {
  return run(['exec', '-i', container, ...command], input)
}

/**
 * Where a port of the container is on loopback.
 * @param {string} container
 * @param {number} port
 */
export function publishedPort(container, port) {
  return Number(/:(\d+)$/m.exec(run(['port', container, `${port}/tcp`]))?.[1])
}

/**
 * Tries until the program inside succeeds.
 * @param {string} container
 * @param {readonly string[]} command
 */
export async function untilInside(container, command) {
  const end = performance.now() + 60_000
  while (spawnSync('docker', ['exec', container, ...command]).status !== 0) {
    if (performance.now() > end) throw new Error(`${command.join(' ')} never succeeded in ${container}.`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/**
 * @param {readonly string[]} words
 * @param {string} [input]
 */
function run(words, input = '') {
  const {status, stdout, stderr} = spawnSync('docker', words, {input, encoding: 'utf8', maxBuffer: 1 << 28})
  if (status !== 0) throw new Error(`docker ${words.slice(0, 3).join(' ')} …: ${stderr}`)
  return stdout.trim()
}
