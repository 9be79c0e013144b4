import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {changeFlags} from '../../cli/admin/changes.js'
import {changedVfolderView} from '../../cli/views/vfolder.js'
import {checkFolderName, type NewVfolder} from '../../sdk/index.js'

export default class VfolderCreate extends ApiCommand<void> {
  static override summary = 'Make a storage folder.'
  static override description = `A name that begins with a dot is mounted into every session of yours by itself.`
  static override examples = [
    {description: 'On the default volume', command: '<%= config.bin %> vfolder create datasets'},
    {
      description: 'For a project, read only for its members',
      command: '<%= config.bin %> vfolder create reference --project default --permission ro',
    },
    {description: 'Only show it', command: '<%= config.bin %> vfolder create datasets --dry-run'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the folder.'})}
  static override flags = {
    ...changeFlags,
    host: Flags.string({summary: "Volume; the manager's default without."}),
    project: Flags.string({char: 'G', summary: 'Belongs to this project instead of to you.'}),
    'usage-mode': Flags.string({summary: 'What it is for.', options: ['general', 'model', 'data']}),
    permission: Flags.string({summary: 'What mounting it permits.', options: ['ro', 'rw', 'wd']}),
    cloneable: Flags.boolean({summary: 'Others may clone it.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VfolderCreate)
    const {signal} = this
    checkFolderName(args.name)
    // The project of the settings is where sessions run; a folder is one's own unless it is said.
    const client = await this.connect({...flags, project: undefined})
    const project = flags.project && (await client.admin.projects.get(flags.project, {signal}))
    const wanted: NewVfolder = {
      name: args.name,
      host: flags.host ?? (await client.vfolders.hosts({signal})).default ?? undefined,
      usageMode: flags['usage-mode'],
      permission: flags.permission,
      ...(project && {projectId: project.id}),
      ...(flags.cloneable && {cloneable: true}),
    }
    const made = flags['dry-run'] ? undefined : await client.vfolders.create(wanted, {signal})
    const row = {
      action: 'create',
      id: made?.id ?? '',
      name: args.name,
      host: made?.host ?? wanted.host ?? null,
      permission: made?.permission ?? flags.permission ?? 'rw',
      usageMode: made?.usageMode ?? flags['usage-mode'] ?? 'general',
      project: flags.project ?? null,
      done: made !== undefined,
    }
    await this.renderList([row], changedVfolderView, flags)
  }
}
