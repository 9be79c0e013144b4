import {spawn, type ChildProcessByStdio} from 'node:child_process'
import {mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import type {Readable} from 'node:stream'
import {startCluster, type RunningCluster} from '../../../src/local/index.js'
import {startWebserver} from '../account-server.js'
import {BaiUser} from '../bai.js'
import type {HttpServer} from '../http-server.js'
import {commandFolder, Shell} from '../shell.js'
import type {Who} from '../target.js'
import type {Scene, Step} from './scene.js'

/** No example takes so long; one that hangs is ended. */
const LONGEST_MS = 120_000

interface Ended {
  exitCode: number | null
  /** Both channels as they came. */
  shown: string
}

/** What a scene finds around it besides a cluster: an installation to operate. */
export interface Around {
  env?: Readonly<Record<string, string>>
  stands?: Readonly<Record<string, string>>
  /** The `bai` that is run; the built one where it is not said. */
  program?: string
}

interface Properties {
  user: BaiUser
  /** With `bai` in it. */
  path: string
  scene: Scene
  folder: string
  cluster: RunningCluster | undefined
  webserver: HttpServer | undefined
  around: Around
}

/** Where a scene is played: a person with a folder of their own, and a cluster where the scene has one. */
export class Stage {
  private constructor(private readonly has: Properties) {}

  static async open(scene: Scene, around: Around = {}): Promise<Stage> {
    const user = await BaiUser.create()
    const path = `${await commandFolder(user, around.program)}${delimiter}${process.env['PATH'] ?? ''}`
    for (const [name, text] of Object.entries(scene.files ?? {})) {
      const file = join(user.cwd, name)
      await mkdir(dirname(file), {recursive: true})
      await writeFile(file, text, {mode: text.startsWith('#!') ? 0o755 : 0o644})
    }
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'bai-scene-')))
    const cluster =
      scene.as === 'nobody' && !scene.stands
        ? undefined
        : await startCluster({folder, graceMs: 500, ...scene.cluster})
    const webserver = scene.stands && (await startWebserver())
    return new Stage({user, path, scene, folder, cluster, webserver, around})
  }

  /** Runs a step. @throws Error that says how it ended instead */
  async play(step: Step): Promise<void> {
    const line = this.#asItIsHere(step.line)
    const env = this.#environment(step.as ?? this.has.scene.as)
    const {exitCode, shown} = step.answers
      ? await this.#onTerminal(line, env, step.answers)
      : await this.#run(line, env, step)
    if (exitCode === null || !step.ends.includes(exitCode))
      throw new Error(`It ended with ${exitCode}, not ${step.ends.join(' or ')}.\n$ ${line}\n${shown}`)
    if (step.shows && !step.shows.test(shown))
      throw new Error(`It did not show ${String(step.shows)}.\n$ ${line}\n${shown}`)
  }

  /** Runs a line, however it ends; what it printed on both channels. */
  async show(line: string): Promise<string> {
    return (await this.#run(line, {}, {})).shown
  }

  async close(): Promise<void> {
    await Promise.all([this.has.cluster?.stop(), this.has.webserver?.stop()])
    await rm(this.has.folder, {recursive: true, force: true})
    await this.has.user.remove()
  }

  #account(who: Who): {accessKey: string; secretKey: string} {
    const account = this.has.cluster?.accounts[who]
    if (!account) throw new Error(`The scene "${this.has.scene.title}" has no account ${who}.`)
    return account
  }

  #asItIsHere(line: string): string {
    const here = {
      endpoint: this.has.cluster?.endpoint ?? '',
      webserver: this.has.webserver?.url ?? '',
      keys: (who: Who) => this.#account(who),
      home: this.has.user.home,
    }
    const own = Object.entries(this.has.scene.stands ?? {}).map(
      ([word, thing]) => [word, thing(here)] as const,
    )
    return [...own, ...Object.entries(this.has.around.stands ?? {})].reduce(
      (text, [word, thing]) => text.replaceAll(word, thing),
      line,
    )
  }

  #environment(who: Who | 'nobody'): Record<string, string> {
    if (who === 'nobody') return {...this.has.around.env}
    const {accessKey, secretKey} = this.#account(who)
    return {
      BAI_ENDPOINT: this.has.cluster?.endpoint ?? '',
      BAI_ACCESS_KEY: accessKey,
      BAI_SECRET_KEY: secretKey,
    }
  }

  async #onTerminal(
    line: string,
    env: Record<string, string>,
    answers: Step['answers'] = [],
  ): Promise<Ended> {
    const shell = await Shell.start(line, this.has.user, env)
    let from = 0
    for (const [question, answer] of answers) {
      await shell.sees(question, String(question), from)
      from = shell.shown.length
      shell.types(this.#asItIsHere(answer))
    }
    return {exitCode: await shell.exitCode(), shown: shell.shown}
  }

  async #run(line: string, env: Record<string, string>, {until, meanwhile}: Partial<Step>): Promise<Ended> {
    // One process from shell to command, so that Ctrl-C reaches what it is meant for.
    const child = this.#start(until ? `exec ${line}` : line, env)
    let shown = ''
    let isSeen = false
    for (const channel of [child.stdout, child.stderr]) {
      channel.setEncoding('utf8').on('data', (text: string) => {
        shown += text
        if (isSeen || !until?.test(shown)) return
        isSeen = true
        child.kill('SIGINT')
      })
    }
    let hasEnded = false
    const closed = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve)
    }).finally(() => (hasEnded = true))
    const stirred = this.#again(meanwhile, env, () => isSeen || hasEnded)
    const exitCode = await closed
    await stirred
    return {exitCode, shown: until && !isSeen ? `${shown}\n(without ${String(until)})` : shown}
  }

  /** Runs a line until there is no need any more. */
  async #again(
    line: string | undefined,
    env: Record<string, string>,
    isEnough: () => boolean,
  ): Promise<void> {
    while (line !== undefined && !isEnough()) {
      const child = this.#start(line, env)
      child.stdout.resume()
      child.stderr.resume()
      await new Promise((resolve) => child.once('error', resolve).once('close', resolve))
    }
  }

  #start(line: string, env: Record<string, string>): ChildProcessByStdio<null, Readable, Readable> {
    return spawn('bash', ['-c', line], {
      cwd: this.has.user.cwd,
      env: this.has.user.environment({PATH: this.has.path, ...env}),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LONGEST_MS,
      killSignal: 'SIGKILL',
    })
  }
}

/** Plays a scene to its end. @returns what did not go as it should */
export async function play(scene: Scene, around?: Around): Promise<string[]> {
  const stage = await Stage.open(scene, around)
  const failures: string[] = []
  try {
    for (const step of scene.steps)
      await stage.play(step).catch((error: unknown) => failures.push(String(error)))
  } finally {
    await stage.close()
  }
  return failures
}
