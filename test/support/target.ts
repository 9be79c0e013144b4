import {execFile} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {mkdtemp, realpath, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {z} from 'zod'
import {startCluster} from '../../src/local/index.js'
import {BackendAI, chooseImage, collect, isDead, type Agent, type SessionSpec} from '../../src/sdk/index.js'
import {findPythonClient} from './python-client.js'
import {rawCall, type RawAnswer, type RawRequest} from './raw-call.js'
import {until} from './until.js'
import {leaveOut} from './leave-out.js'

const REAL = fileURLToPath(new URL('../real/real.mjs', import.meta.url))
const GPU_SLOT = 'cuda.shares'
const GIB = 1024 ** 3

/** Accounts every target has. */
export type Who = 'user' | 'user2' | 'admin'

const runner = z.object({
  resourceGroup: z.string(),
  image: z.string().optional(),
  /** Whether apps can be reached by way of the platform's app proxy. */
  appProxy: z.boolean(),
  /** Host and port of the registry that images made from sessions go to. */
  registry: z.string().optional(),
})

const account = z.object({
  email: z.string(),
  /** Where people log in with one. */
  password: z.string().default(''),
  accessKey: z.string(),
  secretKey: z.string(),
})
const installation = z.object({
  endpoint: z.string(),
  accounts: z.object({user: account, user2: account, admin: account}),
  /** All that users may choose. */
  resourceGroups: z.array(z.string()).default(['default']),
  /** Where code really runs in sessions; a target may have none. */
  runner: runner.optional(),
  /** A server of the web interface in front of the manager; a target may have none. */
  webserver: z.object({endpoint: z.string()}).optional(),
  /** Path of the platform's own Python client, of the target's release. */
  client: z.string().optional(),
})
type Installation = z.output<typeof installation>
export type ContractAccount = z.output<typeof account>

/**
 * An installation that the contract is asked of. Which one it is, is nobody's business but this file's. Its resource
 * group `default` has one agent with 8 cores, 32 GiB and 1.00 fGPU, and nobody else uses it.
 */
export class ContractTarget {
  readonly #clients = new Map<Who, BackendAI>()

  private constructor(
    private readonly installation: Installation,
    /** Reference of an image that may use the GPU. */
    readonly image: string,
    private readonly shutDown: () => Promise<void>,
    private readonly findClient: () => Promise<string | undefined>,
  ) {}

  static async open(
    given: Installation,
    shutDown: () => Promise<void>,
    findClient = async (): Promise<string | undefined> => given.client,
  ): Promise<ContractTarget> {
    const {endpoint, accounts} = given
    const client = new BackendAI({endpoint, credentials: {kind: 'keypair', ...accounts.user}})
    const images = (await client.images.list()).filter(({labels}) => labels['ai.backend.runtime-type'])
    await client.close()
    // The one that needs least to start.
    const image = chooseImage(
      images.toSorted((a, b) => a.reference.localeCompare(b.reference)),
      GPU_SLOT,
    )
    if (!image) throw new Error(`${endpoint} has no image for ${GPU_SLOT}.`)
    return new ContractTarget(given, image.reference, shutDown, findClient)
  }

  get endpoint(): string {
    return this.installation.endpoint
  }

  get resourceGroups(): readonly string[] {
    return this.installation.resourceGroups
  }

  get webserver(): {endpoint: string} | undefined {
    return this.installation.webserver
  }

  /** What there is for sessions in which code runs; undefined where none does. */
  get runner(): z.output<typeof runner> | undefined {
    return this.installation.runner
  }

  /** Path of the platform's own Python client; undefined where there is none. */
  pythonClient(): Promise<string | undefined> {
    return this.findClient()
  }

  account(who: Who): ContractAccount {
    return this.installation.accounts[who]
  }

  /** The SDK, as this account. */
  client(who: Who = 'user'): BackendAI {
    const {accessKey, secretKey} = this.account(who)
    const made =
      this.#clients.get(who) ??
      new BackendAI({endpoint: this.endpoint, credentials: {kind: 'keypair', accessKey, secretKey}})
    this.#clients.set(who, made)
    return made
  }

  /** A request without the SDK, in the manager's own version. */
  async call(request: RawRequest): Promise<RawAnswer> {
    const {apiVersion: version} = await this.client().capabilities()
    return rawCall(this.endpoint, {version, ...request})
  }

  /** What a command line of this account finds in its environment. */
  environment(who: Who = 'user'): Record<string, string> {
    const {accessKey, secretKey} = this.account(who)
    return {BAI_ENDPOINT: this.endpoint, BAI_ACCESS_KEY: accessKey, BAI_SECRET_KEY: secretKey}
  }

  /** A session of one core and a GiB, with a name that nobody had before. */
  session(given: {name?: string; gpu?: string; cpu?: string} & Partial<SessionSpec> = {}): SessionSpec {
    const {gpu, cpu = '1', name = uniqueName('contract'), ...rest} = given
    const resources = {cpu, mem: String(GIB), ...(gpu !== undefined && {[GPU_SLOT]: gpu})}
    return {name, image: this.image, project: 'default', resourceGroup: 'default', resources, ...rest}
  }

  /** A session in which code runs: files, logs, apps, commands. For the tests of `useRunner`. */
  runnableSession(given: Parameters<ContractTarget['session']>[0] = {}): SessionSpec {
    const {resourceGroup = 'default', image = this.image} = this.runner ?? {}
    return this.session({resourceGroup, image, ...given})
  }

  /** One that no agent is large enough for: it waits for ever and costs nothing. */
  endlessSession(given: Partial<SessionSpec> = {}): SessionSpec {
    return this.session({cpu: '64', ...given})
  }

  /** Ends all sessions of all accounts, and waits until the agents have their shares back. */
  async reset(): Promise<void> {
    await Promise.all((['user', 'user2', 'admin'] as const).map((who) => this.#endAll(who)))
    await this.#agentsAreFree()
  }

  async close(): Promise<void> {
    await this.reset()
    for (const client of this.#clients.values()) await client.close()
    await this.shutDown()
  }

  /**
   * What a session held that was ended by force while it started is still held on releases up to 24.9, until the
   * manager counts anew.
   */
  async #agentsAreFree(): Promise<void> {
    const {agents} = this.client('admin').admin
    await until(async () => {
      const held = (await agents.list({status: 'ALIVE'})).some(holdsSomething)
      if (!held) return true
      await agents.recalculate()
      return undefined
    }, 'the agents to have back what the sessions held')
  }

  async #endAll(who: Who): Promise<void> {
    const {sessions} = this.client(who)
    const {sessionStatuses} = await this.client(who).capabilities()
    const status = sessionStatuses.filter((name) => !isDead(name))
    await until(async () => {
      const live = await collect(sessions.list({status}))
      for (const {id} of live) await sessions.destroy(id, {forced: true})
      return live.length === 0 ? true : undefined
    }, `the sessions of ${who} to end`)
  }
}

function holdsSomething({occupied}: Pick<Agent, 'occupied'>): boolean {
  return Object.values(occupied).some((amount) => Number(amount) > 0)
}

/** A name that no session had before: ended ones keep theirs on some releases. */
export function uniqueName(stem: string): string {
  return `${stem}-${randomBytes(4).toString('hex')}`
}

/**
 * The target for a `describe`: the same one for all files of a run, empty of sessions at the beginning of each group.
 * `BAI_CONTRACT_TARGET` says which: `local` (by default) or `real`.
 */
export function useTarget(): () => ContractTarget {
  let target: ContractTarget | undefined
  before('open the target', async function () {
    this.timeout(600_000)
    target = await theTarget.open()
    await target.reset()
  })
  return () => {
    if (!target) throw new Error('The target is there from the first test on.')
    return target
  }
}

/** `useTarget` for tests of what happens inside sessions: skipped where sessions run no code. */
export function useRunner(): () => ContractTarget {
  const target = useTarget()
  before('need sessions that run code', function () {
    if (!target().runner) leaveOut(this, 'sessions of the target run no code')
  })
  return target
}

/** What all files of a run share. */
const theTarget = {
  opened: undefined as Promise<ContractTarget> | undefined,
  open(): Promise<ContractTarget> {
    this.opened ??= start(process.env['BAI_CONTRACT_TARGET'] ?? 'local')
    return this.opened
  },
}

after('close the target', async function () {
  this.timeout(120_000)
  await (await theTarget.opened?.catch(() => undefined))?.close()
})

function start(name: string): Promise<ContractTarget> {
  switch (name) {
    case 'local':
      return startLocal()
    case 'real':
      return attachToReal()
    default:
      throw new Error(`BAI_CONTRACT_TARGET is "${name}"; it can be local or real.`)
  }
}

async function startLocal(): Promise<ContractTarget> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'bai-contract-')))
  const running = await startCluster({folder, graceMs: 500})
  const runner = {resourceGroup: 'default', appProxy: true}
  const shutDown = async (): Promise<void> => {
    await running.stop()
    await rm(folder, {recursive: true, force: true})
  }
  return ContractTarget.open(installation.parse({...running, runner}), shutDown, findPythonClient)
}

/** Whoever started it stops it; without anybody it is started here and stays. */
async function attachToReal(): Promise<ContractTarget> {
  const told = process.env['BAI_CONTRACT_REAL']
  const text = told ?? (await promisify(execFile)(process.execPath, [REAL, 'up', '--json'])).stdout
  return ContractTarget.open(installation.parse(JSON.parse(text)), async () => undefined)
}
