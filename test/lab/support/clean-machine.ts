import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import type {InstalledPackage} from '../../../scripts/lib/packed.mjs'
import {shownCommands} from '../../support/examples/pages.js'
import {sh} from './lab.js'

const run = promisify(execFile)
const IMAGES = fileURLToPath(new URL('../lab/images.sh', import.meta.url))
const BASE = `${process.env['BAI_LAB_PREFIX'] ?? 'bai-lab'}/base:1`

/** How a line ended. */
export interface Said {
  line: string
  exitCode: number
  stdout: string
  stderr: string
}

/** A machine nobody has worked at: Debian's base, Node, the installed package, and no way out of it. */
export class CleanMachine {
  #people = 0

  private constructor(private readonly container: string) {}

  static async create({prefix}: InstalledPackage): Promise<CleanMachine> {
    await run(IMAGES, ['base'], {timeout: 900_000, maxBuffer: 1 << 24})
    const mounts = [
      `${process.execPath}:/usr/bin/node:ro`,
      // The prefix itself may be for its owner only.
      `${join(prefix, 'lib')}:/usr/local/lib:ro`,
      `${join(prefix, 'bin')}:/usr/local/bin:ro`,
    ].flatMap((mount) => ['--volume', mount])
    const words = ['--detach', '--init', '--network', 'none', '--label', 'bai.lab=newcomer', ...mounts, BASE]
    return new CleanMachine(await sh('docker', 'run', ...words, 'sleep', 'infinity'))
  }

  /** Somebody with an empty home folder, who is not root. */
  async person(name: string): Promise<Newcomer> {
    const id = 2000 + ++this.#people
    const home = `/home/${name}`
    await this.#asRoot(`echo '${name}:x:${id}:${id}::${home}:/bin/sh' >>/etc/passwd`)
    await this.#asRoot(`mkdir -m 700 ${home} && chown ${id}:${id} ${home}`)
    return new Newcomer(this.container, {user: String(id), home})
  }

  async remove(): Promise<void> {
    await sh('docker', 'rm', '--force', '--volumes', this.container)
  }

  #asRoot(line: string): Promise<string> {
    return sh('docker', 'exec', this.container, 'sh', '-c', line)
  }
}

/** A person who types what pages and hints say. */
export class Newcomer {
  constructor(
    private readonly container: string,
    private readonly who: {user: string; home: string},
  ) {}

  get home(): string {
    return this.who.home
  }

  /** Runs a line by the shell, without a terminal, however it ends. */
  async types(line: string, env: Readonly<Record<string, string>> = {}): Promise<Said> {
    const variables = Object.entries({HOME: this.who.home, ...env})
    const words = ['exec', '--user', this.who.user, '--workdir', this.who.home]
    const given = variables.flatMap(([name, value]) => ['--env', `${name}=${value}`])
    try {
      const options = {timeout: 120_000, maxBuffer: 1 << 24}
      const ended = await run('docker', [...words, ...given, this.container, 'sh', '-c', line], options)
      return {line, exitCode: 0, ...ended}
    } catch (error) {
      const {code, stdout, stderr} = error as {code: unknown; stdout: string; stderr: string}
      if (typeof code !== 'number') throw error
      return {line, exitCode: code, stdout, stderr}
    }
  }

  /** Writes a file in the home folder. */
  async keeps(name: string, text: string): Promise<void> {
    await this.types(`mkdir -p "$(dirname '${name}')" && printf %s "$TEXT" >'${name}'`, {TEXT: text})
  }

  /** Types a page's commands in their order, in a folder below home, until one does not end with 0. */
  async typesPage(path: string, folder: string): Promise<Said[]> {
    const said: Said[] = []
    for (const {line} of shownCommands(path)) {
      const one = await this.types(`cd ${folder} && ${line}`)
      said.push(one)
      if (one.exitCode !== 0) break
    }
    return said
  }
}

/** The commands that hints name: what stands between backticks. */
export function hinted({stderr}: Said): string[] {
  return [...stderr.matchAll(/`(bai [^`]+)`/g)].map(([, line = '']) => line)
}
