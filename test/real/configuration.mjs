import {chmod, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {agentPlaceholders, DUMMY} from './agents.mjs'
import {fill, placeholders} from './layout.mjs'

/** Files of `config/` that every installation has, and whose folder they go to. */
const FILES = {
  'manager.toml': 'manager',
  'alembic.ini': 'manager',
  'storage-proxy.toml': 'storage',
}

/** Writes what manager, storage proxy and dummy agent read when they start. */
export async function writeConfiguration(layout, secrets) {
  for (const [name, folder] of Object.entries(FILES))
    await writeFrom(layout, {name, folder, values: {...secrets}})
  await writeAgentConfiguration(layout, DUMMY)
  // The accelerator plugin asks for nothing but `docker version`: no engine is used.
  const shim = join(layout.home, 'shim', 'docker')
  const answer =
    '{"Client":{"Version":"20.10.24"},"Server":{"Version":"20.10.24","Os":"linux","Arch":"amd64"}}'
  await writeFile(shim, `#!/bin/sh\n[ "$1" = version ] && { echo '${answer}'; exit 0; }\nexit 1\n`)
  await chmod(shim, 0o755)
}

/** Writes what an agent reads; its folders must be there. */
export async function writeAgentConfiguration(layout, agent) {
  const values = agentPlaceholders(layout, agent)
  await writeFrom(layout, {name: 'agent.toml', folder: agent.name, values})
  await writeFrom(layout, {name: 'agent.dummy.toml', folder: agent.name, values})
  // The accelerator plugin looks for its file by this name.
  await writeFrom(layout, {
    name: 'accelerator.toml',
    folder: agent.name,
    values,
    as: 'mock-accelerator.toml',
  })
}

/** Fills in one template of `config/`: readable by nobody else, since secrets may be in it. */
export async function writeFrom(layout, {name, folder, values, as = name}) {
  const template = await readFile(join(layout.source, 'config', name), 'utf8')
  const text = fill(template, {...placeholders(layout), ...values}, layout.name)
  await writeFile(join(layout.etc, folder, as), text, {mode: 0o600})
}
