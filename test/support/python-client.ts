import {execFile, spawn} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {finished, type BaiResult, type BaiUser} from './bai.js'

const REAL = fileURLToPath(new URL('../real/real.mjs', import.meta.url))
const run = promisify(execFile)
/** The status with which it says that this machine lacks something. */
const LACKING = 10

/**
 * Path of the platform's own Python client: `BAI_PYTHON_CLIENT`, or it is installed, which takes root on Linux.
 * Undefined where it cannot be.
 */
export async function findPythonClient(): Promise<string | undefined> {
  const given = process.env['BAI_PYTHON_CLIENT']
  if (given !== undefined) return given
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  try {
    return (await run(process.execPath, [REAL, 'client'])).stdout.trim()
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== LACKING) throw error
    process.stderr.write(`No Python client here: ${'stderr' in error ? String(error.stderr) : ''}`)
    return undefined
  }
}

/** Whose the command lines are. */
export interface PythonUser {
  /** Has the home folder. */
  user: BaiUser
  endpoint: string
  account: {accessKey: string; secretKey: string}
}

/** Runs the client as an account of an installation. */
export async function runPythonClient(
  program: string,
  argv: readonly string[],
  {user, endpoint, account}: PythonUser,
): Promise<BaiResult> {
  const env = user.environment({
    BACKEND_ENDPOINT: endpoint,
    BACKEND_ENDPOINT_TYPE: 'api',
    BACKEND_ACCESS_KEY: account.accessKey,
    BACKEND_SECRET_KEY: account.secretKey,
  })
  const child = spawn(program, argv, {cwd: user.cwd, env})
  child.stdin.end()
  return finished(child)
}
