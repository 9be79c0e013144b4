import {Flags} from '@oclif/core'
import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {OpsCommand} from '../../cli/ops-command.js'

export default class OpsBundle extends OpsCommand<void> {
  static override summary = 'Collect what support asks for in one tarball, secrets masked.'
  static override description =
    'Status, checks, the last lines of each log, the site file and the compose files. Prints the path of the tarball.'
  static override examples = [
    {description: 'Everything', command: '<%= config.bin %> ops bundle'},
    {description: 'One host, more lines', command: '<%= config.bin %> ops bundle --host gpu07 --tail 5000'},
  ]
  static override flags = {
    dir: Flags.string({summary: 'Folder for the tarball.', helpValue: 'DIR', default: '.'}),
    tail: Flags.integer({summary: 'Lines of each log.', min: 0, default: 1000, helpValue: 'N'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsBundle)
    const {writeBundle} = await import('../../ops/index.js')
    const hosts = await this.hosts(flags)
    const {path: sitePath} = await this.loadSite(flags)
    const stamp = new Date()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(/[:-]/g, '')
    const {path, files} = await writeBundle(hosts, hosts.choose(flags.host), {
      path: resolve(flags.dir, `bai-bundle-${stamp}.tar.gz`),
      tail: flags.tail,
      siteText: sitePath === undefined ? '# no site file: defaults\n' : await readFile(sitePath, 'utf8'),
      version: this.config.version,
      signal: this.signal,
      timeoutMs: flags.timeout,
      warn: (text) => this.note(text),
    })
    process.stdout.write(`${path}\n`)
    this.note(
      `${files.length} files. Secrets are masked as far as they can be told; look through it before it leaves.`,
    )
  }
}
