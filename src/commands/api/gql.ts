import {Args, Flags} from '@oclif/core'
import {answerFlags, answerOptions} from '../../cli/api/flags.js'
import {readData, readFields, readJson} from '../../cli/api/read-data.js'
import {selectPath} from '../../cli/api/select-path.js'
import {showAnswer} from '../../cli/api/show-answer.js'
import {ApiCommand} from '../../cli/api-command.js'
import {UsageError} from '../../cli/errors.js'
import {queryRaw, queryRawPages, type RawQuery} from '../../sdk/index.js'

export default class ApiGql extends ApiCommand<void> {
  static override summary = 'Ask the manager by GraphQL.'
  static override description = `Shows the data of the answer. With --paginate the query declares $limit and $offset
(lists of items) or $after (lists of edges). An answer with errors ends with exit status 1; what data came is shown.`
  static override examples = [
    {
      description: 'A query',
      command: "<%= config.bin %> api gql '{ keypair { access_key resource_policy } }'",
    },
    {
      description: 'All pages of a list, its items as a table',
      command:
        "<%= config.bin %> api gql 'query($limit: Int!, $offset: Int!) { compute_session_list(limit: $limit, offset: $offset) { items { name status } total_count } }' --paginate --select compute_session_list.items --output table",
    },
    {
      description: 'With a variable; the query from standard input',
      command:
        "echo 'query($name: String) { resource_preset(name: $name) { resource_slots } }' | <%= config.bin %> api gql - --var name=cuda01-small",
    },
  ]
  static override args = {
    query: Args.string({required: true, description: 'Query or mutation: the text, @FILE, or - for stdin.'}),
  }
  static override flags = {
    ...answerFlags,
    var: Flags.string({
      char: 'F',
      summary: 'Variable: NAME=TEXT or NAME:=JSON.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=TEXT',
    }),
    variables: Flags.string({summary: 'All variables as JSON: the text or @FILE.', helpValue: 'JSON'}),
    operation: Flags.string({summary: 'Which operation of the document to run.', helpValue: 'NAME'}),
    v2: Flags.boolean({summary: 'By the newer schema (managers from 25.13 on).'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ApiGql)
    const request: RawQuery = {
      query: await readData(args.query, 'QUERY'),
      variables: await variablesOf(flags),
      operationName: flags.operation,
      schema: flags.v2 ? 'v2' : 'v1',
    }
    if (flags['dry-run']) return showAnswer(request, answerOptions(flags), this.out)
    const {http} = await this.connect(flags)
    const ask = flags.paginate ? queryRawPages : queryRaw
    const {data, error} = await ask(http, request, {signal: this.signal})
    if (error && (data === null || data === undefined)) throw error
    const part = flags.select === undefined || error ? data : selectPath(data, flags.select)
    await showAnswer(part, answerOptions(flags), this.out)
    if (error) throw error
  }
}

async function variablesOf(flags: {
  var?: string[] | undefined
  variables?: string | undefined
}): Promise<Record<string, unknown>> {
  const all =
    flags.variables === undefined
      ? {}
      : readJson(await readData(flags.variables, '--variables'), '--variables')
  if (typeof all !== 'object' || all === null || Array.isArray(all))
    throw new UsageError('--variables takes a JSON object.')
  return {...all, ...readFields(flags.var ?? [], '--var')}
}
