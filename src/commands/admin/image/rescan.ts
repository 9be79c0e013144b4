import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'
import {taskView} from '../../../cli/views/admin/resources.js'

export default class AdminImageRescan extends AdminCommand {
  static override summary = 'Look into registries for new images.'
  static override description = `Starts a task of the manager and gives its id; \`admin image list\` shows what came of it.`
  static override examples = [
    {description: 'All registries', command: '<%= config.bin %> admin image rescan'},
    {description: 'One of them', command: '<%= config.bin %> admin image rescan cr.example.com'},
  ]
  static override args = {
    registry: Args.string({
      description: 'Name of a registry, or a full image reference; all of them when left out.',
    }),
  }
  static override flags = {
    ...changeFlags,
    wait: Flags.boolean({char: 'W', summary: 'Wait for its end; what it finds is told meanwhile.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminImageRescan)
    const registry = args.registry ?? 'all registries'
    await this.change(flags, {
      ...{action: 'rescan', kind: 'image', name: registry},
      apply: async (client, options) => {
        const task = await client.admin.images.rescan(args.registry, options)
        if (task !== null && flags.wait) {
          const onProgress = ({message}: {message: string}) => this.note(message)
          await client.followTask(task, {...options, what: 'The scan', onProgress})
        }
        return {registry, task}
      },
      result: taskView,
    })
  }
}
