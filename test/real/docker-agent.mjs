// An agent that runs sessions in containers, in a resource group of its own beside the dummy one.
import {chown, mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {agentFolders, agentService, DOCKER} from './agents.mjs'
import {writeAgentConfiguration, writeFrom} from './configuration.mjs'
import {installDebian, isRoot} from './machine.mjs'
import {run} from './processes.mjs'
import {makeSessionImages, needEngine} from './session-images.mjs'

/** Label with which an agent marks its containers. */
const OWNER = `ai.backend.owner=${DOCKER.id}`

/** Images, folders, configuration and rows. Quick when all is there. */
export async function prepareDockerAgent(layout, database, say) {
  await needEngine()
  await installDebian({'docker-registry': 'docker-registry'})
  const images = await makeSessionImages(layout, await imagesOf(database), say)
  for (const folder of agentFolders(layout, DOCKER)) await mkdir(folder, {recursive: true})
  await mkdir(join(layout.data, 'registry'), {recursive: true})
  // Code in a container runs as this user, and writes into the folders that people mount.
  if (isRoot()) {
    await chown(join(layout.data, 'vfolders/volume1'), DOCKER.kernelUser, DOCKER.kernelUser)
  }
  await writeAgentConfiguration(layout, DOCKER)
  await writeFrom(layout, {name: 'registry.yml', folder: DOCKER.name, values: {}})
  await database([...images.map(rowWithId), ...registryRows(layout)].join('\n'))
}

/** The agent, and the registry that images made from sessions are pushed to. */
export function dockerAgentServices(layout, env) {
  const folder = join(layout.etc, DOCKER.name)
  return [
    {
      name: 'registry',
      port: layout.ports.registry,
      cwd: folder,
      argv: ['docker-registry', 'serve', join(folder, 'registry.yml')],
    },
    agentService(layout, DOCKER, env),
  ]
}

/** Whether people may choose the agent's resource group. */
export async function offerGroup(database, offered) {
  await database(`update scaling_groups set is_active = ${offered} where name = '${DOCKER.group}'`)
}

/** Containers outlive the agent, as in a real installation; here they go with it. */
export async function removeContainers() {
  const list = ['ps', '--all', '--quiet', '--filter']
  const found = await Promise.all([
    run('docker', [...list, `label=${OWNER}`]),
    // Lets containers talk to the agent through a socket of the host.
    run('docker', [...list, `name=^backendai-socket-relay.${DOCKER.id}$`]),
  ])
  const ids = found.flatMap((text) => text.split('\n')).filter((id) => id !== '')
  if (ids.length > 0) await run('docker', ['rm', '--force', '--volumes', ...ids])
}

async function imagesOf(database) {
  const rows = await database(
    "select json_agg(json_build_object('name', name, 'labels', labels)) from images",
  )
  return JSON.parse(rows)
}

/** The manager asks the agent for an image by the engine's own id. */
function rowWithId({name, id, size}) {
  return `update images set config_digest = '${id}', size_bytes = ${size} where name = '${name}';`
}

function registryRows({ports}) {
  const address = `127.0.0.1:${ports.registry}`
  return [
    `insert into container_registries (id, url, registry_name, type, project, ssl_verify, is_global)
       select gen_random_uuid(), 'http://${address}', '${address}', 'docker', 'stable', false, true
       where not exists (select 1 from container_registries where registry_name = '${address}');`,
    `update domains set allowed_docker_registries = allowed_docker_registries || '{${address}}'
       where name = 'default' and not '${address}' = any(allowed_docker_registries);`,
  ]
}
