import {execFileSync} from 'node:child_process'
import {mkdtemp, realpath, rm} from 'node:fs/promises'
import {request} from 'node:http'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Account} from '../../../src/local/cluster/accounts.js'
import {
  startCluster,
  upCluster,
  type RunningCluster,
  type StartOptions,
  type UpOptions,
  type UpResult,
} from '../../../src/local/index.js'
import type {RunningKernel} from '../../../src/local/runtime/runtime.js'
import {authorization} from '../../../src/sdk/transport/signing.js'

const VERSION = 'v9.20250722'

/** What a manager answered. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  bytes: Buffer
  text: string
  /** The body as JSON; undefined when it is none. */
  json: unknown
}

/** Anything found in an answer, for looking into it without a schema. */
export type Json = Record<string, unknown>

export interface SignedRequest {
  /** Sent as JSON; texts and bytes as they are. */
  body?: unknown
  /** Media type of the body; JSON when it has one. */
  type?: string
  /** Replace or add headers after signing. */
  headers?: Readonly<Record<string, string>>
  /** Text of the date header, which is signed. */
  date?: string
}

/** Sends one signed request; without an account it is not signed. */
export async function call(
  endpoint: string,
  account: Pick<Account, 'accessKey' | 'secretKey'> | undefined,
  line: string,
  {body, type, headers, date = new Date().toISOString()}: SignedRequest = {},
): Promise<Answer> {
  const [method = 'GET', target = '/'] = line.split(' ')
  const {host, hostname, port} = new URL(endpoint)
  const sentType = type ?? (body === undefined ? 'text/plain' : 'application/json')
  const contentType = sentType.split(';', 1)[0] ?? ''
  const signature =
    account && authorization({method, target, date, host, contentType, version: VERSION}, account)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        method,
        path: target,
        headers: {
          'Content-Type': sentType,
          'X-BackendAI-Version': VERSION,
          Date: date,
          ...(signature && {Authorization: signature}),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          const text = bytes.toString('utf8')
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes,
            text,
            json: parse(text),
          })
        })
      },
    )
    sent.on('error', reject)
    const isPlain = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined
    sent.end(isPlain ? body : JSON.stringify(body))
  })
}

/** Making a Python environment takes a second; tests that want one say so. */
const QUICK = {graceMs: 500, defaultImages: ['base']} as const

/** Brings a manager up in a process of its own, without making a Python environment first. */
export function upQuickly(options: UpOptions): Promise<UpResult> {
  return upCluster({defaultImages: ['base'], ...options})
}

/** A cluster for one test, in a folder of its own, and what tests do with it. */
export class TestCluster {
  private constructor(
    readonly folder: string,
    private readonly options: Partial<StartOptions>,
    public running: RunningCluster,
  ) {}

  static async start(options: Partial<StartOptions> = {}): Promise<TestCluster> {
    const folder = await temporaryFolder()
    const running = await startCluster({...QUICK, ...options, folder})
    return new TestCluster(folder, options, running)
  }

  get endpoint(): string {
    return this.running.endpoint
  }

  /** One of the accounts: `admin`, `user` or `user2`. */
  account(name: string): Account {
    const account = this.running.accounts[name]
    if (!account) throw new Error(`no account ${name}`)
    return account
  }

  call(who: string, line: string, request: SignedRequest = {}): Promise<Answer> {
    return call(this.endpoint, who === 'nobody' ? undefined : this.account(who), line, request)
  }

  /** Creates a session from the base image with the smallest amounts, or those given. */
  async create(name: string, request: Json = {}, who = 'user'): Promise<Json> {
    const {config, ...rest} = request
    const body = {
      name,
      image: 'base',
      enqueueOnly: true,
      config: {resources: {cpu: '1', mem: '256m'}, ...(config as Json | undefined)},
      ...rest,
    }
    const answer = await this.call(who, 'POST /session', {body})
    if (answer.status !== 201) throw new Error(`create ${name}: ${answer.status} ${answer.text}`)
    return answer.json as Json
  }

  /** Data of a GraphQL query. Throws when there are errors. */
  async query(who: string, query: string, variables: Json = {}): Promise<Json> {
    const {json} = await this.call(who, 'POST /admin/gql', {body: {query, variables}})
    const {data, errors} = json as {data: Json; errors: unknown}
    if (errors !== null) throw new Error(JSON.stringify(errors))
    return data
  }

  /** Status of a session by its id. */
  async status(id: unknown): Promise<unknown> {
    return (await this.session(id))['status']
  }

  /** What GraphQL tells of a session. */
  async session(id: unknown, fields = 'name status status_info status_data result'): Promise<Json> {
    const data = await this.query('admin', `query($id: UUID!) { compute_session(id: $id) { ${fields} } }`, {
      id,
    })
    return (data['compute_session'] ?? {}) as Json
  }

  /** Waits for a status; fails with the one it has when the time is over. */
  async reaches(id: unknown, status: string): Promise<void> {
    let found: unknown
    await eventually(
      async () => {
        found = await this.status(id)
        return found === status
      },
      `session ${String(id)} to be ${status}`,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}, it is ${String(found)}`)
    })
  }

  /** Stops it and starts it again on the same folder. */
  async restart(options: {sessions: 'end' | 'keep'}): Promise<void> {
    await this.running.stop(options)
    this.running = await startCluster({...QUICK, ...this.options, folder: this.folder})
  }

  async remove(): Promise<void> {
    await this.running.stop()
    await rm(this.folder, {recursive: true, force: true})
  }
}

/** The main kernel of a session that runs in this process. */
export function kernelOf({running}: TestCluster, sessionId: unknown): RunningKernel {
  const session = running.cluster.state.sessions.get(String(sessionId))
  const kernel = running.cluster.lifecycle.kernel(session?.kernels[0]?.id ?? '')
  if (!kernel) throw new Error(`session ${String(sessionId)} does not run`)
  return kernel
}

export async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'bai-local-')))
}

/** Waits until a condition holds, looking again every few milliseconds. */
export async function eventually(
  condition: () => Promise<boolean> | boolean,
  what: string,
  limitMs = 15_000,
): Promise<void> {
  const until = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > until) throw new Error(`waited ${limitMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

/** Numbers of the live processes whose environment has this variable. */
export function processesWith(variable: string): number[] {
  const list = execFileSync('ps', ['axeww', '-o', 'pid=,stat=,command='], {encoding: 'utf8', maxBuffer: 1e8})
  return list
    .split('\n')
    .filter((line) => line.includes(variable) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number(line.trim().split(/\s+/)[0]))
    .filter((pid) => pid !== process.pid)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
