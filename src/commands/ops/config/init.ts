import {Flags} from '@oclif/core'
import {join} from 'node:path'
import {OpsCommand} from '../../../cli/ops-command.js'

export default class OpsConfigInit extends OpsCommand<void> {
  static override summary = 'Write the site file from what is found on the hosts.'
  static override description = `Looks for Backend.AI units and for containers that compose made, on this machine and on
hosts given with --ssh. Writes --site, or bai-site.yaml in the current folder.`
  static override examples = [
    {description: 'This machine', command: '<%= config.bin %> ops config init'},
    {
      description: 'Two agents as well; show it only',
      command: '<%= config.bin %> ops config init --ssh gpu01=root@gpu01 --ssh gpu02=root@gpu02 --dry-run',
    },
  ]
  static override flags = {
    ssh: Flags.string({
      summary: 'A host to look at (repeatable).',
      helpValue: 'NAME=TARGET',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'ssh-config': Flags.string({summary: "ssh's configuration file for them.", helpValue: 'FILE'}),
    project: Flags.string({summary: 'Only containers of this compose project.', helpValue: 'NAME'}),
    force: Flags.boolean({summary: 'Replace a file that exists.'}),
    'dry-run': Flags.boolean({summary: 'Print the file; write nothing.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsConfigInit)
    const [{discoverSite, writeSiteFile}, {stringify}] = await Promise.all([
      import('../../../ops/index.js'),
      import('yaml'),
    ])
    const file = await discoverSite({
      ssh: flags.ssh ?? [],
      sshConfig: flags['ssh-config'],
      project: flags.project,
      warn: (text) => this.note(text),
      signal: this.signal,
      timeoutMs: flags.timeout ?? 20_000,
    })
    const text = stringify(file)
    const path = this.sitePlaces(flags).given ?? join(process.cwd(), 'bai-site.yaml')
    if (!flags['dry-run']) await writeSiteFile(path, text, {replace: flags.force})
    if (flags['dry-run']) process.stdout.write(text)
    else process.stdout.write(`${path}\n`)
    const services = Object.keys(file.services ?? {})
    this.note(services.length > 0 ? `Found: ${services.join(', ')}.` : 'No service was found; defaults hold.')
  }
}
