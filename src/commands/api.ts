import {Args, Flags} from '@oclif/core'
import {answerFlags, answerOptions} from '../cli/api/flags.js'
import {readData, readFields, readJson} from '../cli/api/read-data.js'
import {selectPath} from '../cli/api/select-path.js'
import {showAnswer} from '../cli/api/show-answer.js'
import {ApiCommand} from '../cli/api-command.js'
import {UsageError} from '../cli/errors.js'
import {callRaw, callRawPages, type RawCall} from '../sdk/index.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export default class Api extends ApiCommand<void> {
  static override summary = 'Send a signed request to any route of the manager.'
  static override description = `The answer is shown as it is; -o table, csv or ndjson take its list apart. An answer that is no
success is an error with the exit status of its kind.`
  static override examples = [
    {description: 'The release of the manager', command: '<%= config.bin %> api GET / --select manager'},
    {
      description: 'Presets as a table',
      command: '<%= config.bin %> api GET /resource/presets --select presets --output table',
    },
    {
      description: 'With a body',
      command: '<%= config.bin %> api POST /resource/check-presets --data \'{"group": "default"}\'',
    },
    {
      description: 'The same, by fields (NAME:=JSON for what is no text)',
      command:
        '<%= config.bin %> api POST /resource/check-presets --field group=default --select keypair_using',
    },
  ]
  static override args = {
    method: Args.string({required: true, description: 'GET, POST, PUT, PATCH or DELETE.'}),
    path: Args.string({required: true, description: 'Route with its query: /session/_/match?id=train.'}),
  }
  static override flags = {
    ...answerFlags,
    data: Flags.string({
      char: 'd',
      summary: 'JSON body: the text, @FILE, or - for stdin.',
      helpValue: 'JSON',
    }),
    field: Flags.string({
      char: 'F',
      summary: 'Field of the body (GET, DELETE: of the query).',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=TEXT',
      exclusive: ['data'],
    }),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Api)
    const call = await callOf(args, flags)
    if (flags['dry-run']) return showAnswer(call, answerOptions(flags), this.out)
    const {http} = await this.connect(flags)
    const send = flags.paginate ? callRawPages : callRaw
    const answer = await send(http, call, {signal: this.signal})
    const part = flags.select === undefined ? answer : selectPath(answer, flags.select)
    await showAnswer(part, answerOptions(flags), this.out)
  }
}

async function callOf(
  {method: typed, path}: {method: string; path: string},
  flags: {data?: string | undefined; field?: string[] | undefined},
): Promise<RawCall> {
  const method = METHODS.find((name) => name === typed.toUpperCase())
  if (!method) throw new UsageError(`"${typed}" is not one of ${METHODS.join(', ')}.`)
  if (/^\w+:\/\//.test(path)) {
    throw new UsageError('Give the route only, such as /session; the address is the one of the profile.')
  }
  const route = path.startsWith('/') ? path : `/${path}`
  if (flags.data !== undefined)
    return {method, path: route, body: readJson(await readData(flags.data, '--data'), '--data')}
  const fields = readFields(flags.field ?? [], '--field')
  if (Object.keys(fields).length === 0) return {method, path: route}
  if (method !== 'GET' && method !== 'DELETE') return {method, path: route, body: fields}
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    query.append(name, typeof value === 'string' ? value : JSON.stringify(value))
  return {method, path: `${route}${route.includes('?') ? '&' : '?'}${query.toString()}`}
}
