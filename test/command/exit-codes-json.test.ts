import {expect} from 'chai'
import pLimit from 'p-limit'
import {readFileSync} from 'node:fs'
import {createServer, type AddressInfo} from 'node:net'
import {fileURLToPath} from 'node:url'
import {z} from 'zod'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {uniqueName, useTarget} from '../support/target.js'

const manifest = z
  .object({
    commands: z.record(
      z.string(),
      z.object({
        flags: z.record(z.string(), z.looseObject({required: z.boolean().optional()})),
        args: z.record(z.string(), z.looseObject({required: z.boolean().optional()})).optional(),
        hidden: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../oclif.manifest.json', import.meta.url), 'utf8')))

const errorDocument = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    exit: z.number(),
    message: z.string(),
    hint: z.string().nullable(),
    status: z.number().nullable(),
    requestId: z.string().nullable(),
  }),
})

const SESSION_FILE = fileURLToPath(new URL('../fixtures/session.yaml', import.meta.url))

/** What a command that talks to a manager needs to get as far as talking to it. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'admin:domain:update': ['some-domain', '--description', 'x'],
  'admin:group:update': ['some-project', '--description', 'x'],
  'admin:keypair:update': ['some-keypair', '--rate-limit', '1000'],
  'admin:preset:update': ['some-preset', '--slot', 'cpu=1'],
  'admin:registry:update': ['some-registry', '--url', 'http://127.0.0.1:9'],
  'admin:resource-group:allow': ['some-group', '--domain', 'some-domain'],
  'admin:resource-group:disallow': ['some-group', '--domain', 'some-domain'],
  'admin:resource-group:update': ['some-group', '--description', 'x'],
  'admin:resource-policy:update': ['some-policy', '--max-sessions', '1'],
  'admin:user:update': ['user@example.org', '--description', 'x'],
  api: ['GET', '/'],
  'gpu:verify': ['--gpu-memory', '32g'],
  run: ['--', 'some-command'],
  'session:exec': ['some-session', '--', 'true'],
  'session:cp': ['some-file', 'some-session:'],
  'session:create': ['some-image'],
  'session:logs': ['some-session'],
  'session:priority': ['some-session', '10'],
  'session:tag': ['some-session', 'some-tag'],
  'image:try': ['some-image'],
  'session:rm': ['some-session'],
  'session:template:create': ['some-template', '--file', SESSION_FILE],
  'session:template:update': ['some-template', '--name', 'other-name'],
  'session:wait': ['some-session'],
  'session:watch': ['some-session'],
  'session:why': ['some-session'],
  'vfolder:cp': ['some-file', 'some-folder:'],
}
/** They read and write the configuration of this machine, and nothing of a manager. */
const WITHOUT_MANAGER = new Set(['config:show', 'profile:add'])
/** They answer without a manager: that is what they are asked for. */
const DIAGNOSES = new Set(['doctor', 'version'])
/** It follows the queue, which no single document can hold. */
const ENDLESS = new Set(['queue:watch'])

/** They pass on the status of another program, and have one of their own for all that they fail at themselves. */
const PASSING_ON = new Set(['run', 'session:exec'])

/** Without those that no person types. */
const ids = Object.keys(manifest.commands).filter((id) => id !== 'help' && !manifest.commands[id]?.hidden)
/** Something for each argument and flag that must be there. */
const argumentsOf = (id: string): readonly string[] => {
  const {args = {}, flags = {}} = manifest.commands[id] ?? {}
  const needed = (of: typeof flags): string[] => Object.keys(of).filter((name) => of[name]?.required)
  const agreed = id.endsWith(':rm') && 'yes' in flags ? ['--yes'] : []
  return (
    ARGUMENTS[id] ?? [
      ...needed(args).map((name) => `some-${name}`),
      ...needed(flags).flatMap((name) => [`--${name}`, 'some:1']),
      ...agreed,
    ]
  )
}
const flagsOf = (id: string): string[] => Object.keys(manifest.commands[id]?.flags ?? {})
const words = (id: string): string[] => id.split(':')

describe('--json', function () {
  this.timeout(120_000)
  const target = useTarget()
  /** Command lines run a few at a time while the tests look at one after the other. */
  const few = pLimit(4)
  let person: BaiUser

  before(async () => {
    person = await BaiUser.create()
  })
  after(() => person.remove())

  const run = (argv: readonly string[], env: Record<string, string> = target().environment()) =>
    few(() => person.run(argv, {env}))

  /** Starts a command line for each of the given names at once. */
  const runAll = (
    names: readonly string[],
    argvOf: (name: string) => readonly string[],
    env?: () => Record<string, string>,
  ) => {
    const results = new Map<string, Promise<BaiResult>>()
    before('start them', () => {
      for (const name of names) results.set(name, run(argvOf(name), env?.()))
    })
    return async (name: string): Promise<BaiResult> => {
      const result = await results.get(name)
      if (!result) throw new Error(`"${name}" was not started.`)
      return result
    }
  }

  describe('with a flag that does not exist', () => {
    const resultOf = runAll(ids, (id) => [...words(id), '--no-such-flag', '--json'])

    for (const id of ids) {
      it(`makes \`${words(id).join(' ')}\` print one error document and nothing else`, async () => {
        const result = await resultOf(id)

        const {error} = errorOf(result)
        expect([result.exitCode, error.exit, error.code]).to.deep.equal([2, 2, 'USAGE'])
        expect(error.message).to.include('--no-such-flag')
        expect(result.stderr).to.equal('')
        expect(result.stdout.length).to.be.below(2000)
      })
    }
  })

  describe('with no manager there', () => {
    const asking = ids.filter(
      (id) =>
        ['endpoint', 'json'].every((flag) => flagsOf(id).includes(flag)) &&
        // The endpoint of these is that of etcd.
        !id.startsWith('ops:') &&
        !WITHOUT_MANAGER.has(id) &&
        !DIAGNOSES.has(id) &&
        !ENDLESS.has(id),
    )
    let endpoint = ''

    before(async () => {
      endpoint = `http://127.0.0.1:${await closedPort()}`
    })

    const resultOf = runAll(
      asking,
      (id) => [...words(id), '--json', ...argumentsOf(id)],
      () => ({...target().environment(), BAI_ENDPOINT: endpoint}),
    )

    for (const id of asking) {
      it(`makes \`${words(id).join(' ')}\` print one error document and nothing else`, async () => {
        const result = await resultOf(id)

        const {error} = errorOf(result)
        const exit = PASSING_ON.has(id) ? 125 : 9
        expect([result.exitCode, error.exit, error.code]).to.deep.equal([exit, exit, 'UNREACHABLE'])
        expect(error.message).to.include(endpoint.slice('http://'.length))
        expect(result.stderr).to.equal('')
      })
    }

    it('is told to people in two lines without a stack', async () => {
      const env = {...target().environment(), BAI_ENDPOINT: endpoint}

      const {stdout, stderr, exitCode} = await run(['ps'], env)

      expect([exitCode, stdout]).to.deep.equal([9, ''])
      expect(stderr).to.match(/^Error: .+\n( {2}.+\n)+$/)
      expect(stderr).not.to.match(/\n\s+at /)
    })
  })

  describe('with nobody logged in', () => {
    it('is an error document that says how to log in', async () => {
      const result = await run(['ps', '--json'], {BAI_ENDPOINT: target().endpoint})

      const {error} = errorOf(result)
      expect([result.exitCode, error.code]).to.deep.equal([6, 'NOT_LOGGED_IN'])
      expect(error.hint).to.include('bai login')
    })
  })

  it('is an error document for a command that does not exist, with what was meant', async () => {
    const result = await run(['sesion', 'list', '--json'])

    const {error} = errorOf(result)
    expect([result.exitCode, error.code]).to.deep.equal([2, 'USAGE'])
    expect(error.hint).to.include('bai session list')
  })

  it('names the flag, the value and what is accepted for a value that is wrong', async () => {
    const result = await run(['session', 'wait', 'some-session', '--timeout', 'soon', '--json'])

    const {message} = errorOf(result).error
    expect(message).to.include('--timeout').and.to.include('soon')
    expect(message).to.match(/30s|duration/i)
  })

  describe('with a manager and sessions', () => {
    const name = uniqueName('json')

    before(async () => {
      await target().client().sessions.create(target().endlessSession({name}))
    })
    after(() => target().reset())

    const DOCUMENTS: Record<string, () => readonly string[]> = {
      whoami: () => ['whoami'],
      'config show': () => ['config', 'show'],
      'image list': () => ['image', 'list'],
      'profile list': () => ['profile', 'list'],
      'session create --dry-run': () => ['session', 'create', target().image, '--dry-run'],
      'session create': () => ['session', 'create', target().image, '-c', '64'],
      'session get': () => ['session', 'get', name],
      'session history': () => ['session', 'history'],
      'session list': () => ['session', 'list'],
      'session list of nothing': () => ['session', 'list', '--status', 'RUNNING'],
      'session rm --dry-run': () => ['session', 'rm', name, '--dry-run'],
      'session wait': () => [
        'session',
        'wait',
        name,
        '--for',
        'terminated,running',
        '--any',
        '--timeout',
        '100ms',
      ],
      'session why': () => ['session', 'why', name],
      'session why --all': () => ['session', 'why', '--all'],
    }

    const resultOf = runAll(Object.keys(DOCUMENTS), (title) => [...(DOCUMENTS[title]?.() ?? []), '--json'])

    for (const title of Object.keys(DOCUMENTS)) {
      it(`makes \`${title}\` print exactly one document on stdout`, async () => {
        const {stdout} = await resultOf(title)

        expect(() => JSON.parse(stdout) as unknown, stdout).not.to.throw()
        expect(stdout.endsWith('\n')).to.equal(true)
        expect(stdout).not.to.include('\u001b')
      })
    }

    it('is an empty list when there is nothing', async () => {
      const {stdout, stderr} = await run(['session', 'list', '--status', 'RUNNING', '--json'])

      expect(JSON.parse(stdout)).to.deep.equal([])
      expect(stderr).to.equal('')
    })
  })
})

function errorOf({stdout}: BaiResult): z.output<typeof errorDocument> {
  return errorDocument.parse(JSON.parse(stdout))
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
