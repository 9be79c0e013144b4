import {readFile} from 'node:fs/promises'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {PORT_OFFSETS, PORT_SPAN, RELEASES} from './releases.mjs'
import {Refusal} from './refusal.mjs'

/** Where one release lives on this machine, and its ports. */
export function layoutOf(name, env = process.env) {
  const release = RELEASES[name]
  if (!release)
    throw new Refusal(2, `There is no release "${name}". It has ${Object.keys(RELEASES).join(', ')}.`)
  const home = join(homeOf(env), name)
  const base = Number(env.BAI_REAL_PORT_BASE ?? release.portBase)
  const last = 65_535 - PORT_SPAN
  if (!Number.isInteger(base) || base < 1024 || base > last) {
    throw new Refusal(
      2,
      `BAI_REAL_PORT_BASE: "${env.BAI_REAL_PORT_BASE}" is not a port from 1024 to ${last}.`,
    )
  }
  const ports = Object.fromEntries(Object.entries(PORT_OFFSETS).map(([key, offset]) => [key, base + offset]))
  return {
    name,
    release,
    ports,
    home,
    source: fileURLToPath(new URL('.', import.meta.url)),
    venv: join(home, 'python'),
    run: join(home, 'run'),
    etc: join(home, 'etc'),
    data: join(home, 'data'),
    keys: join(home, 'etc', 'keys'),
    accountsFile: join(home, 'etc', 'accounts.json'),
    doneFile: join(home, 'etc', 'installed.json'),
    endpoint: `http://127.0.0.1:${ports.manager}`,
  }
}

/** PostgreSQL refuses to run as root and its own user cannot look into root's home. */
function homeOf(env) {
  if (env.BAI_REAL_HOME) return env.BAI_REAL_HOME
  if (process.getuid?.() === 0) return '/var/cache/bai-real'
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bai-real')
}

/** Accounts and secrets, made up when the release was installed here. */
export async function readAccounts(layout) {
  try {
    return JSON.parse(await readFile(layout.accountsFile, 'utf8'))
  } catch (error) {
    throw new Refusal(1, `Release ${layout.name} is not installed in ${layout.home}: ${error.message}`)
  }
}

/** What `{{name}}` in every template stands for: folders and ports. */
export function placeholders({etc, data, run, keys, ports}) {
  const numbers = Object.entries(ports).map(([name, port]) => [`${name}Port`, port])
  return {etc, data, run, keys, ...Object.fromEntries(numbers)}
}

/** Fills a template in. A line that begins with `@25.5,26.8 ` is there for those releases only. */
export function fill(template, values, releaseName = '') {
  const isMeant = (line) =>
    !line.startsWith('@') || /^@(\S+) /.exec(line)?.[1].split(',').includes(releaseName)
  return template
    .split('\n')
    .filter(isMeant)
    .map((line) => line.replace(/^@\S+ /, ''))
    .join('\n')
    .replaceAll(/\{\{(\w+)\}\}/g, (_, name) => {
      if (values[name] === undefined) throw new Error(`The template names "${name}", which is not known.`)
      return String(values[name])
    })
}
