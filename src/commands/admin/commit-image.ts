import {Args, Flags} from '@oclif/core'
import {CommitCommand, commitFlags} from '../../cli/ops/commit/commit-command.js'

export default class AdminCommitImage extends CommitCommand {
  static override summary = "Turn a user's running session into that user's private image."
  static override description = `Prints the full name of the image. The owner starts sessions from it; nobody else sees it.
What is mounted into the session, its home folder first of all, is not part of the image.
--via docker commits the container on its agent's host (services.agent of the site file); --via api asks a manager that
can, which it does for the caller's own sessions only.
Ends with 7 when the session is not the owner's or does not run yet, or the name is taken; 5 when it has ended;
8 when the manager's task or the trial session failed; 9 when Docker or the host cannot be reached.`
  static override examples = [
    {
      description: 'With a trial session as proof',
      command:
        '<%= config.bin %> <%= command.id %> alice-work --owner alice@example.org --as torch-geo:1 --try --wait',
    },
    {
      description: 'See what would be done',
      command: '<%= config.bin %> <%= command.id %> alice-work --as torch-geo:1 --via docker --dry-run',
    },
  ]
  static override args = {
    ref: Args.string({required: true, description: "Session: name, id or beginning of either; any user's."}),
  }
  static override flags = {
    owner: Flags.string({char: 'u', summary: 'E-mail its owner must have.', helpValue: 'EMAIL'}),
    ...commitFlags,
    via: Flags.option({
      options: ['auto', 'api', 'docker'] as const,
      default: 'auto' as const,
      summary: "Who makes it: the manager, or Docker on the agent's host.",
    })(),
    registry: Flags.string({summary: "Registry instead of the project's.", helpValue: 'HOST[/PROJECT]'}),
    push: Flags.boolean({
      summary: 'Push it (--no-push not); by default to any registry that is not a local one.',
      allowNo: true,
    }),
    try: Flags.boolean({summary: 'Start a session from it as its owner, and remove that again.'}),
    notify: Flags.string({
      summary: 'Command to run then, with the image and the e-mail as further arguments.',
      helpValue: 'CMD',
    }),
    wait: Flags.boolean({char: 'W', summary: 'Also wait for the end of the trial session.'}),
    site: Flags.string({summary: 'Site file.', helpValue: 'FILE'}),
    host: Flags.string({char: 'H', summary: 'Host of the site that has the container.', helpValue: 'NAME'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminCommitImage)
    await this.connect(flags)
    const {as, via, registry, push, wait, notify} = flags
    const dryRun = flags['dry-run']
    const options = {as, via, registry, push, try: flags.try, wait, notify, dryRun}
    await this.commit(await this.resolveOne(args.ref, true), flags, options)
  }
}
