import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags, changeLines, changeView, type ChangeLine} from '../../../cli/admin/changes.js'
import type {AgentDetail} from '../../../sdk/index.js'

export default class AdminAgentRecalculate extends AdminCommand {
  static override summary = 'Count anew what sessions hold of the agents.'
  static override description = `For an agent that still holds what no session has any more: new sessions wait for it in vain. Limits of people are \
counted anew, too. Running sessions do not notice.`
  static override examples = [
    {description: 'What was wrong is told', command: '<%= config.bin %> admin agent recalculate'},
    {
      description: 'Which agents it is about',
      command: '<%= config.bin %> admin agent recalculate --dry-run --output json',
    },
  ]
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminAgentRecalculate)
    const {agents} = (await this.connect(flags)).admin
    const alive = () => agents.list({status: 'ALIVE'}, {signal: this.signal})
    const before = await alive()
    if (flags['dry-run']) return this.renderList(before.flatMap(planned), changeView, flags)
    await agents.recalculate({signal: this.signal})
    const after = new Map((await alive()).map((agent) => [agent.id, agent]))
    const lines = before.flatMap((agent) => changesOf(agent, after.get(agent.id)))
    await this.renderList(lines, {...changeView, empty: 'All agents were right.'}, flags)
  }
}

const CHANGE = {action: 'recalculate', kind: 'agent'}

function planned({id}: AgentDetail): ChangeLine[] {
  return changeLines({...CHANGE, name: id})
}

function changesOf(was: AgentDetail, is: AgentDetail | undefined): ChangeLine[] {
  if (is === undefined) return []
  const slots = new Set([...Object.keys(was.occupied), ...Object.keys(is.occupied)])
  // Some releases leave out what nothing is taken of.
  const held = ({occupied}: AgentDetail) => {
    return Object.fromEntries([...slots].map((slot) => [slot, occupied[slot] ?? '0']))
  }
  return changeLines({...CHANGE, name: was.id, props: held(is), was: held(was)})
    .filter(({field}) => field !== null)
    .map((line) => ({...line, done: true}))
}
