import {Args, Flags} from '@oclif/core'
import {ConfigCommand} from '../../cli/config-command.js'
import {editProfile} from '../../cli/config/edit-profiles.js'
import {checkEndpoint} from '../../cli/config/endpoint.js'
import {dryRunFlag, installationFlags, installationSettings} from '../../cli/config/flags.js'
import {outputFlags, sizeFlag} from '../../cli/flags.js'
import {profileRow, profileDetailView, type ProfileRow} from '../../cli/views/profile.js'

export default class ProfileAdd extends ConfigCommand<ProfileRow> {
  static override summary = 'Add a profile, or change one with --update.'
  static override description =
    'Nothing is sent: `bai login --profile NAME` asks the manager and gets credentials. A profile whose endpoint is ' +
    'changed loses its credentials, which belong to the old one.'
  static override examples = [
    {
      description: 'An installation whose keys come from the environment',
      command:
        '<%= config.bin %> <%= command.id %> lab --endpoint https://manager.example.com --project vision',
    },
    {
      description: 'Another default image',
      command: '<%= config.bin %> <%= command.id %> lab --update --image python:3.13',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the profile.'})}
  static override flags = {
    endpoint: Flags.string({summary: 'Address of the manager or webserver.'}),
    ...installationFlags,
    'resource-group': Flags.string({char: 'R', summary: 'Resource group for new sessions.'}),
    image: Flags.string({summary: 'Image for new sessions.'}),
    'gpu-memory': sizeFlag({summary: 'Memory that 1.0 GPU has there, for --gpu-mem: 80g.'}),
    'access-key': Flags.string({summary: 'Access key of a keypair.', dependsOn: ['secret-key-stdin']}),
    'secret-key-stdin': Flags.boolean({
      summary: 'Read the secret key from standard input.',
      dependsOn: ['access-key'],
    }),
    update: Flags.boolean({summary: 'Change a profile that is there.'}),
    use: Flags.boolean({summary: 'Make it the current one.'}),
    'dry-run': dryRunFlag,
    ...outputFlags,
  }

  async run(): Promise<ProfileRow> {
    const {args, flags} = await this.parse(ProfileAdd)
    const {endpoint, image, update, use} = flags
    const {'resource-group': resourceGroup, 'gpu-memory': gpuMemory} = flags
    const values = {
      ...installationSettings(flags),
      ...(endpoint !== undefined && {endpoint: checkEndpoint(endpoint, '--endpoint')}),
      ...(resourceGroup && {resourceGroup}),
      ...(image && {image}),
      ...(gpuMemory !== undefined && {gpuMemory: String(gpuMemory)}),
      ...(await this.#keypair(flags['access-key'])),
    }
    const after = await this.change(
      (profiles) => editProfile(profiles, {name: args.name, values, update, use}),
      flags,
    )
    const row = profileRow(after, args.name)
    if (!flags['dry-run']) await this.renderOne(row, profileDetailView, flags)
    return row
  }

  async #keypair(accessKey: string | undefined): Promise<{accessKey?: string; secretKey?: string}> {
    if (accessKey === undefined) return {}
    const {readSecret} = await import('../../cli/prompt.js')
    this.note(`The secret key goes to ${this.profiles.file}, unencrypted, readable by you alone (mode 0600).`)
    return {accessKey, secretKey: await readSecret(process.stdin, '--secret-key-stdin', this.signal)}
  }
}
