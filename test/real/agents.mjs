// The two kinds of agents, each in a resource group of its own so that nobody gets the one he did not ask for.
import {availableParallelism} from 'node:os'
import {join} from 'node:path'
import {fill} from './layout.mjs'

const CORES = 8

/** Makes no containers: quick, and good for everything but running code. */
export const DUMMY = {
  name: 'agent',
  mode: 'dummy',
  id: 'i-real-1',
  group: 'default',
  ports: 'agent',
  kernelUser: -1,
}

/** Runs every session in a container of this machine's Docker engine. */
export const DOCKER = {
  name: 'docker-agent',
  mode: 'docker',
  id: 'i-real-docker-1',
  group: 'docker',
  ports: 'dockerAgent',
  kernelUser: 1000,
}

/** What the templates of an agent's configuration name. */
export function agentPlaceholders({ports, data}, agent) {
  const of = (what) => ports[`${agent.ports}${what}`]
  const names = ['Rpc', 'Http', 'Socket', 'Watcher', 'Metadata', 'Monitor', 'MonitorWeb']
  return {
    agentName: agent.name,
    agentMode: agent.mode,
    agentId: agent.id,
    agentGroup: agent.group,
    agentData: join(data, agent.name),
    kernelUser: agent.kernelUser,
    ...Object.fromEntries(names.map((name) => [`agent${name}Port`, of(name)])),
  }
}

/** Folders an agent expects to be there. */
export function agentFolders({etc, data, run}, {name}) {
  const own = ['var', 'commit', 'mounts', 'scratches'].map((folder) => join(data, name, folder))
  return [join(etc, name), join(run, `ipc-${name}`), ...own]
}

/** The dummy agent is started through `agent.py`, which mends it; the other one as it is. */
export function agentService(layout, agent, env) {
  const {venv, etc, source, ports, release} = layout
  const words = release.commands.agent.map((word) => fill(word, {etc, agentName: agent.name}))
  const program =
    agent === DUMMY
      ? [join(venv, 'bin', 'python'), join(source, 'agent.py')]
      : [join(venv, 'bin', 'backend.ai')]
  return {
    name: agent.name,
    port: ports[`${agent.ports}Rpc`],
    cwd: join(etc, agent.name),
    env: {...env, ...(agent === DOCKER && {BACKEND_CPU_OVERCOMMIT_FACTOR: String(overcommit())})},
    argv: [...program, ...words],
  }
}

/** Both agents have eight cores to give; a small machine lends its own several times. */
function overcommit() {
  return Math.max(1, Math.round(CORES / availableParallelism()))
}
