import {execFile} from 'node:child_process'

/** A docker command failed; the message is its own words. */
export class DockerFailedError extends Error {
  constructor(
    command: string,
    readonly stderr: string,
    options: ErrorOptions,
  ) {
    super(`docker ${command}: ${stderr.trim().split('\n').at(-1) || 'failed without a word'}`, options)
    this.name = 'DockerFailedError'
  }

  /** Whether there is no such container or image: for many steps as good as done. */
  get isGone(): boolean {
    return /no such (container|image|object)/i.test(this.stderr)
  }
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/** Runs docker and gives what it printed; stderr as well where `both` asks for it. */
export function docker(
  args: readonly string[],
  options: {environ?: Readonly<Record<string, string>>; both?: boolean} = {},
): Promise<string> {
  const settings = {env: {...process.env, ...options.environ}, maxBuffer: MAX_OUTPUT_BYTES}
  return new Promise((resolve, reject) => {
    execFile('docker', [...args], settings, (error, stdout, stderr) => {
      if (error) reject(new DockerFailedError(args[0] ?? '', stderr || error.message, {cause: error}))
      else resolve(options.both ? stdout + stderr : stdout)
    })
  })
}

/** Runs docker where a container or image that is gone already is fine. */
export async function dockerIfThere(args: readonly string[]): Promise<void> {
  try {
    await docker(args)
  } catch (error) {
    if (!(error instanceof DockerFailedError && error.isGone)) throw error
  }
}

/** Variables that docker itself would be led astray by. Their values are no secrets. */
const OURS =
  /^(PATH|HOME|DOCKER_.*|LD_.*|XDG_.*|http_proxy|https_proxy|no_proxy|HTTP_PROXY|HTTPS_PROXY|NO_PROXY)$/

/** Hands variables to a container: as arguments by name only, their values through docker's own environment. */
export function variables(environ: Readonly<Record<string, string>>): {
  args: string[]
  environ: Record<string, string>
} {
  const entries = Object.entries(environ)
  return {
    args: entries.flatMap(([name, value]) => ['--env', OURS.test(name) ? `${name}=${value}` : name]),
    environ: Object.fromEntries(entries.filter(([name]) => !OURS.test(name))),
  }
}
