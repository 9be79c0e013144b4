import {Args} from '@oclif/core'
import {CommitCommand, commitFlags} from '../../cli/ops/commit/commit-command.js'

export default class ImageCommit extends CommitCommand {
  static override summary = 'Turn your running session into your private image.'
  static override description = `The manager makes it (24.03 and later) and its project must have a registry. Prints the full
name of the image; nobody else sees it. What is mounted into the session, its home folder first of all, is not part of it.
Ends with 8 when the manager's task failed.`
  static override examples = [
    {
      description: 'Keep what was installed in a session',
      command: '<%= config.bin %> image commit work --as torch-geo:1',
    },
    {
      description: 'Only show what would be asked for',
      command: '<%= config.bin %> image commit work --as torch-geo:1 --dry-run',
    },
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
  }
  static override flags = commitFlags

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ImageCommit)
    await this.connect(flags)
    await this.commit(await this.resolveOne(args.ref), flags, {
      as: flags.as,
      via: 'api',
      registry: undefined,
      push: undefined,
      try: false,
      wait: false,
      notify: undefined,
      dryRun: flags['dry-run'],
    })
  }
}
