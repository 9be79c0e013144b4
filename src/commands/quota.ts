import {Flags} from '@oclif/core'
import {ApiCommand} from '../cli/api-command.js'
import {outputFlags} from '../cli/flags.js'
import {quotaView} from '../cli/views/quota.js'
import type {Quota} from '../sdk/index.js'

export default class QuotaCommand extends ApiCommand<Quota> {
  static override summary = 'Show your limits, what is used, and what would start now.'
  static override examples = [
    {description: 'In the current project', command: '<%= config.bin %> quota'},
    {
      description: 'In another one, for a script',
      command: '<%= config.bin %> quota --project default --output json',
    },
  ]
  static override flags = {
    ...outputFlags,
    project: Flags.string({char: 'G', summary: 'Project instead of the current one.'}),
  }

  async run(): Promise<Quota> {
    const {flags} = await this.parse(QuotaCommand)
    const [client, {settings}] = await Promise.all([this.connect(flags), this.settings(flags)])
    const quota = await client.quota(settings.project, {signal: this.signal})
    await this.renderOne(quota, quotaView, flags)
    return quota
  }
}
