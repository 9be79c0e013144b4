import {Flags} from '@oclif/core'
import {ApiCommand} from '../cli/api-command.js'
import {complete, type Candidate, type LiveKind} from '../cli/completion/complete.js'
import {liveNames, NameCache, type NameSources} from '../cli/completion/live-names.js'
import {readCommands} from '../cli/completion/manifest.js'
import {ProfileStore} from '../cli/config/profiles.js'

/** A shell waits no longer than this for names; what the program needs to start comes on top. */
const LONGEST_MS = 200

export default class Complete extends ApiCommand<void> {
  static override summary = 'Answer a shell that completes a command line.'
  static override description =
    'The scripts of `bai completion` call it. One candidate a line, with its description behind a tab.'
  static override examples = [
    {description: 'Words that begin a command line', command: "<%= config.bin %> complete -- ''"},
    {description: 'Names of sessions', command: "<%= config.bin %> complete -- session rm ''"},
  ]
  static override hidden = true
  static override strict = false
  static override flags = {
    new: Flags.boolean({summary: 'The word to complete is empty.'}),
  }

  async run(): Promise<void> {
    try {
      const {argv, flags} = await this.parse(Complete)
      const words = [...argv.map(String), ...(flags.new ? [''] : [])]
      const commands = await readCommands(this.config.root)
      const {candidates, live} = complete(words, commands)
      const names = live ? await this.#names(live) : []
      const current = words.at(-1) ?? ''
      const fitting = [...candidates, ...names].filter(({word}) => word.startsWith(current))
      process.stdout.write(fitting.map(line).join(''))
    } catch {
      // Somebody is typing: nothing may be written there.
    }
  }

  async #names(kind: LiveKind): Promise<Candidate[]> {
    const {settings} = await this.settings()
    const cache = new NameCache(this.directories.cache, [
      ...[
        kind,
        settings.endpoint ?? '',
        settings.accessKey ?? '',
        settings.sessionId ?? '',
        settings.project,
      ],
    ])
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), LONGEST_MS)
    try {
      return await liveNames(kind, this.#sources(), {cache, signal: limit.signal})
    } finally {
      clearTimeout(timer)
    }
  }

  #sources(): NameSources {
    return {
      client: () => this.connect(),
      project: async () => (await this.settings()).settings.project,
      profiles: async () => {
        const {profiles} = await new ProfileStore(this.directories.config, () => undefined).read()
        return Object.keys(profiles)
      },
      services: async () => ['all', ...SERVICES],
    }
  }

  /** Remarks are for people who read; here somebody types. */
  protected override note(): void {
    // Nothing is written.
  }
}

const SERVICES = ['manager', 'agent', 'webserver', 'wsproxy', 'postgres', 'redis', 'etcd']

function line({word, description}: Candidate): string {
  return description === undefined || description === '' ? `${word}\n` : `${word}\t${description}\n`
}
