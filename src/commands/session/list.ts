import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {durationFlag, listFlags, renderOptions, watchFlag} from '../../cli/flags.js'
import {readKeys} from '../../cli/output/read-keys.js'
import {fieldsFor, sessionRows} from '../../cli/session/list-parts.js'
import {listQuery} from '../../cli/session/list-query.js'
import {sessionListView} from '../../cli/views/session.js'
import {collect} from '../../sdk/index.js'

export default class SessionList extends ApiCommand<void> {
  static override summary = 'List sessions.'
  static override description =
    'Shows your live sessions, newest first. A PENDING one shows what it needs and what is free.'
  static override aliases = ['ps', 'session:ls']
  static override examples = [
    {description: 'Your live sessions', command: '<%= config.bin %> session list'},
    {
      description: 'Waiting ones, ids only',
      command: '<%= config.bin %> session list --status PENDING --quiet',
    },
    {
      description: 'Everything, for a script',
      command: '<%= config.bin %> session list --all --output ndjson',
    },
  ]
  static override flags = {
    ...listFlags,
    status: Flags.string({
      char: 's',
      summary: 'Only these statuses (PENDING, RUNNING, …).',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    all: Flags.boolean({char: 'a', summary: 'Ended ones too.', exclusive: ['status', 'dead']}),
    dead: Flags.boolean({summary: 'Only ended ones.', exclusive: ['status']}),
    'all-users': Flags.boolean({char: 'A', summary: "Everybody's that you may see."}),
    array: Flags.string({summary: 'Only the members of an array.', helpValue: 'NAME'}),
    image: Flags.string({summary: 'Only images with this text in their name.'}),
    agent: Flags.string({summary: 'Only sessions on this agent.'}),
    since: durationFlag({summary: 'Only those created in this last time.'}),
    watch: watchFlag,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(SessionList)
    const columns = await readKeys(sessionListView, renderOptions(flags))
    const client = await this.connect(flags)
    const query = {
      ...listQuery(flags, await client.capabilities({signal: this.signal})),
      ...fieldsFor(columns),
    }
    if (flags.watch) {
      const snapshot = (signal: AbortSignal) => collect(sessionRows(client, query, {columns, signal}))
      return this.watchList(snapshot, sessionListView, flags)
    }
    const rows = sessionRows(client, {...query, ...pageSize(flags)}, {columns, signal: this.signal})
    await this.renderList(rows, sessionListView, flags)
  }
}

/** A short list needs a short page. Sorting and filtering happen after reading, so they need it all. */
function pageSize(flags: {
  limit?: number | undefined
  sort?: string | undefined
  filter?: string[] | undefined
}): {pageSize?: number} {
  const short = flags.limit !== undefined && flags.limit < 100 && !flags.sort && !flags.filter
  return short ? {pageSize: (flags.limit ?? 0) + 1} : {}
}
