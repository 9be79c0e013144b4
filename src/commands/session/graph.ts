import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {outputFlags} from '../../cli/flags.js'
import {graphRows, graphText} from '../../cli/session/graph-rows.js'
import {graphView} from '../../cli/views/graph.js'

export default class SessionGraph extends ApiCommand<void> {
  static override summary = 'Show what a session depends on, and what waits for it.'
  static override description = `Below each session stand those that must succeed first. Of ended sessions managers
keep no graph; then only its direct dependencies are shown, where the manager still tells them.`
  static override examples = [
    {description: 'As a tree', command: '<%= config.bin %> session graph train-2'},
    {description: 'As a picture, with Graphviz', command: '<%= config.bin %> session graph train-2 --dot'},
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
  }
  static override flags = {
    ...outputFlags,
    dot: Flags.boolean({summary: "Print Graphviz's language.", exclusive: ['output', 'json', 'quiet']}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionGraph)
    const client = await this.connect(flags)
    const {id} = await this.resolveOne(args.ref)
    const graph = await client.graph(id, {signal: this.signal})
    if (flags.dot) process.stdout.write(graphText(graph))
    else await this.renderList(graphRows(graph), graphView, flags)
  }
}
