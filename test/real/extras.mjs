// What can run beside the manager when it is asked for.
import {appProxyServices, prepareAppProxy} from './app-proxy.mjs'
import {DOCKER, DUMMY} from './agents.mjs'
import {clientProgram, installClient} from './client.mjs'
import {dockerAgentServices, offerGroup, prepareDockerAgent, removeContainers} from './docker-agent.mjs'
import {databaseOf, readSecrets} from './install.mjs'
import {findPython} from './machine.mjs'
import {isRunning, stop} from './processes.mjs'
import {LACKING, Refusal} from './refusal.mjs'
import {platformEnv} from './services.mjs'
import {prepareWebserver, webserverService} from './webserver.mjs'

/** Makes ready what was asked for; gives the services to start, and the ids of the agents there will be. */
export async function prepareExtras(layout, wanted, {servers, say}) {
  if (wanted.client) await installClient(layout, say)
  if (!wanted.docker && !wanted.appProxy && !wanted.webserver) return {services: [], agents: [DUMMY.id]}
  if (!layout.release.extras) {
    throw new Refusal(
      LACKING,
      `Release ${layout.name} has the dummy agent and nothing in front of the manager here.`,
    )
  }
  const secrets = await readSecrets(layout)
  const databases = (name) => databaseOf(layout, servers, secrets, name)
  const env = platformEnv(layout)
  if (wanted.docker) await prepareDockerAgent(layout, databases('backend'), say)
  const python = await findPython(layout.release.python)
  if (wanted.appProxy) await prepareAppProxy(layout, {python, secrets, databases, say})
  if (wanted.webserver) await prepareWebserver(layout, {python, say})
  return {
    services: [
      ...(wanted.docker ? dockerAgentServices(layout, {DOCKER_HOST: env.DOCKER_HOST}) : []),
      ...(wanted.appProxy ? appProxyServices(layout, env) : []),
      ...(wanted.webserver ? [webserverService(layout, env)] : []),
    ],
    agents: [DUMMY.id, ...(wanted.docker ? [DOCKER.id] : [])],
  }
}

/** Lets people choose the resource groups whose agents run, and no other. */
export async function offerGroups(layout, database) {
  await offerGroup(database, isRunning(layout, DOCKER.name))
}

/** Stops what runs beside the manager. */
export async function stopExtras(layout) {
  const hadContainers = isRunning(layout, DOCKER.name)
  const services = [
    ...dockerAgentServices(layout, {}),
    ...appProxyServices(layout, {}),
    webserverService(layout, {}),
  ]
  await Promise.all(services.map(({name}) => stop(layout, name)))
  if (hadContainers) await removeContainers()
}

/** What there is beside the manager, for programs that use it. */
export async function describeExtras(layout, images) {
  const client = await clientProgram(layout)
  return {
    resourceGroups: [DUMMY.group, ...(isRunning(layout, DOCKER.name) ? [DOCKER.group] : [])],
    ...(isRunning(layout, DOCKER.name) && {
      runner: {
        resourceGroup: DOCKER.group,
        image: images.gpu,
        registry: `127.0.0.1:${layout.ports.registry}`,
        appProxy: isRunning(layout, 'coordinator'),
      },
    }),
    ...(isRunning(layout, 'webserver') && {
      webserver: {endpoint: `http://127.0.0.1:${layout.ports.webserver}`},
    }),
    ...(client && {client}),
  }
}
