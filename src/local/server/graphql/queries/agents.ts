import type {AgentRecord} from '../../../cluster/model.js'
import {requireSuperadmin, type GraphContext} from '../context.js'
import type {FieldSpecs} from '../filter.js'
import {cutPage, selectAll, type ListArguments, type ListPage} from '../lists.js'
import {MANAGER_VERSION} from '../../version.js'
import {AgentView} from '../views/agent.js'

interface AgentArguments {
  scaling_group?: string | null
  status?: string | null
}

/** Queries about the simulated machines. */
export const agentQueries = {
  agent({agent_id}: {agent_id: string}, context: GraphContext): AgentView | null {
    requireSuperadmin(context)
    return agentById(context, agent_id)
  },

  agents(args: AgentArguments, context: GraphContext): AgentView[] {
    requireSuperadmin(context)
    return agentsOf(context, args).map((agent) => new AgentView(context.cluster, agent))
  },

  agent_list(args: AgentArguments & ListArguments, context: GraphContext): ListPage<AgentView> {
    requireSuperadmin(context)
    return agentPage(context, args)
  },

  agent_summary({agent_id}: {agent_id: string}, context: GraphContext): AgentView | null {
    return agentById(context, agent_id)
  },

  agent_summary_list(args: AgentArguments & ListArguments, context: GraphContext): ListPage<AgentView> {
    return agentPage(context, args)
  },
}

const AGENT_FIELDS: FieldSpecs<AgentRecord> = {
  id: {get: ({id}) => id},
  status: {
    get: ({status}) => status,
    kind: 'enum',
    values: ['ALIVE', 'LOST', 'RESTARTING', 'TERMINATED'],
    enumName: 'AgentStatus',
  },
  status_changed: {get: ({statusChanged}) => statusChanged, kind: 'date'},
  region: {get: () => 'local'},
  scaling_group: {get: ({scalingGroup}) => scalingGroup},
  schedulable: {get: ({schedulable}) => schedulable},
  addr: {get: ({addr}) => addr},
  first_contact: {get: ({firstContact}) => firstContact, kind: 'date'},
  lost_at: {get: ({lostAt}) => lostAt, kind: 'date'},
  version: {get: () => MANAGER_VERSION},
}

function agentById({cluster}: GraphContext, id: string): AgentView | null {
  const agent = cluster.state.agents.get(id)
  return agent ? new AgentView(cluster, agent) : null
}

function agentPage(context: GraphContext, args: AgentArguments & ListArguments): ListPage<AgentView> {
  const selected = selectAll(
    {records: agentsOf(context, args), fields: AGENT_FIELDS, defaultOrder: () => 0},
    args,
  )
  const page = cutPage(selected, args)
  return {...page, items: page.items.map((agent) => new AgentView(context.cluster, agent))}
}

/** Without a status asked for, agents that are gone are listed, too. */
function agentsOf({cluster}: GraphContext, {scaling_group, status}: AgentArguments): AgentRecord[] {
  const statuses = status?.split(',')
  return cluster.state.agents.filter(
    (agent) =>
      (!scaling_group || agent.scalingGroup === scaling_group) &&
      (!statuses || statuses.includes(agent.status)),
  )
}
