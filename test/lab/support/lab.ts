import {execFile} from 'node:child_process'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {stringify} from 'yaml'
import {BaiUser, type BaiResult} from '../../support/bai.js'

const run = promisify(execFile)
const SCRIPTS = fileURLToPath(new URL('../lab/', import.meta.url))

/** Where the lab keeps its things; the same variables as its scripts. */
export const LAB = {
  dir: process.env['BAI_LAB_DIR'] ?? '/var/tmp/bai-lab',
  project: process.env['BAI_LAB_PROJECT'] ?? 'bailab',
  password: process.env['BAI_LAB_PASSWORD'] ?? 'develove',
  wsproxyPort: process.env['BAI_LAB_WSPROXY_PORT'] ?? '25050',
  get halfstack(): string {
    return process.env['BAI_LAB_HALFSTACK'] ?? join(this.dir, 'halfstack')
  },
  get sshConfig(): string {
    return join(this.dir, 'ssh', 'config')
  },
}

/** Brings the lab up, its services by compose v1; quick when it is. */
export async function labUp(): Promise<void> {
  const env = {BAI_LAB_COMPOSE: 'docker-compose', ...process.env}
  await run(join(SCRIPTS, 'up.sh'), {env, timeout: 900_000, maxBuffer: 1 << 24})
}

/** Fetches compose v2; gives the variables with which Docker's client has it. */
export async function composeV2(): Promise<Record<string, string>> {
  await run(join(SCRIPTS, 'compose-v2.sh'), {timeout: 300_000})
  return {DOCKER_CONFIG: join(LAB.dir, 'docker-v2')}
}

/** Runs a program on this machine and gives what it printed. */
export async function sh(program: string, ...args: string[]): Promise<string> {
  return (await run(program, args, {timeout: 60_000, maxBuffer: 1 << 24})).stdout.trim()
}

/** Runs a line on the systemd host as root; its output, whatever its status. */
export async function onNode(line: string): Promise<string> {
  return sh('ssh', '-F', LAB.sshConfig, 'node1', `${line}; true`)
}

/** An ssh host of the lab as the site file writes it. */
export function node(ssh = 'node1'): {ssh: string; config: string} {
  return {ssh, config: LAB.sshConfig}
}

/** The site of the lab: compose on this machine, the units on the systemd host. */
export function labSite(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    hosts: {main: 'local', node1: node()},
    compose: {folder: LAB.halfstack, project: LAB.project},
    services: {
      manager: {host: 'node1', health: 'http://127.0.0.1:8081/'},
      agent: {host: 'node1'},
      webserver: {host: 'node1', health: 'http://127.0.0.1:8080/'},
      wsproxy: {host: 'main', health: `http://127.0.0.1:${LAB.wsproxyPort}/`},
    },
    ...more,
  }
}

/** An administrator with a site file. */
export class Operator {
  private constructor(
    readonly user: BaiUser,
    private readonly folder: string,
  ) {}

  static async create(site: Record<string, unknown> = labSite()): Promise<Operator> {
    const folder = await mkdtemp(join(tmpdir(), 'bai-site-'))
    await writeFile(join(folder, 'site.yaml'), stringify(site))
    return new Operator(await BaiUser.create(), folder)
  }

  /** Variables every command line gets. */
  get env(): Record<string, string> {
    return {BAI_SITE: join(this.folder, 'site.yaml')}
  }

  /** Runs `bai ops …`. */
  async ops(argv: readonly string[], env: Record<string, string> = {}): Promise<BaiResult> {
    return this.user.run(['ops', ...argv], {env: {...this.env, ...env}})
  }

  async remove(): Promise<void> {
    await rm(this.folder, {recursive: true, force: true})
    await this.user.remove()
  }
}

/** Looks again until a condition holds; the test's own timeout ends it. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}
