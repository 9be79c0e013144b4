// @ts-check
import {existsSync} from 'node:fs'
import {delimiter, join} from 'node:path'

/**
 * The platform's own Python client: BAI_BENCH_PYTHON_CLIENT, else `backend.ai` in PATH; undefined when there is none.
 * `npm run real:up -- 26.8 --client` installs one and prints its path.
 */
export function pythonClient() {
  const chosen = process.env['BAI_BENCH_PYTHON_CLIENT']
  if (chosen) return chosen
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'backend.ai')).find((path) => existsSync(path))
}
