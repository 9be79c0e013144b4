import {greet, query} from './api.mjs'
import {DUMMY} from './agents.mjs'
import {offerGroups, prepareExtras, stopExtras} from './extras.mjs'
import {databaseOf, install, isInstalled, readSecrets} from './install.mjs'
import {readAccounts} from './layout.mjs'
import {findServers} from './machine.mjs'
import {becomesTrue, canConnect, isRunning, listens, start} from './processes.mjs'
import {Refusal} from './refusal.mjs'
import {baseServices, platformServices, stopServices} from './services.mjs'
import {resetSessions} from './sessions.mjs'

/** Generous: a program that ends before its port is open is noticed at once. */
const START_WITHIN_MS = 600_000

/**
 * Installs what is missing and starts what does not run, for several releases at the same time. `wanted`: `docker`,
 * `appProxy`, `webserver`, `client`, each true when it is to be there too, beside those releases that can have it.
 */
export async function upAll(layouts, wanted, say) {
  const servers = await findServers(say)
  const isOnly = layouts.length === 1
  await Promise.all(
    layouts.map(async (layout) => {
      const sayWhich = isOnly ? say : (text) => say(`${layout.name}: ${text}`)
      const greeting = await up(layout, {
        servers,
        wanted: isOnly || layout.release.extras ? wanted : {client: wanted.client},
        say: sayWhich,
      })
      sayWhich(`Manager ${greeting?.manager} answers at ${layout.endpoint}`)
    }),
  )
}

/** Gives what the manager says about itself. */
async function up(layout, {servers, wanted, say}) {
  await refuseStrangers(layout, servers)
  if (!(await isInstalled(layout))) {
    await down(layout)
    await install(layout, servers, say)
  }
  const base = baseServices(layout, servers)
  for (const service of base) await start(layout, service)
  await Promise.all(base.map((service) => listens(layout, service, START_WITHIN_MS)))
  const database = databaseOf(layout, servers, await readSecrets(layout))
  const extras = await prepareExtras(layout, wanted, {servers, say})
  const isNewAgent = await startPlatform(layout, extras.services, say)
  await offerGroups(layout, database)
  const accounts = await readAccounts(layout)
  await untilReady(layout, accounts.admin, extras.agents)
  // A new agent knows nothing of the sessions an old one had.
  if (isNewAgent) await resetSessions(layout, accounts.admin, database)
  return greet(layout)
}

/** Stops everything. */
export async function down(layout) {
  await stopExtras(layout)
  await stopServices(layout)
}

/** Ends all sessions. */
export async function reset(layout, say) {
  const servers = await findServers(say)
  const accounts = await readAccounts(layout)
  if (!(await greet(layout))) throw new Refusal(9, `No manager answers at ${layout.endpoint}.`)
  return resetSessions(layout, accounts.admin, databaseOf(layout, servers, await readSecrets(layout)))
}

async function startPlatform(layout, extras, say) {
  const services = [...platformServices(layout), ...extras]
  const wasRunning = isRunning(layout, DUMMY.name)
  const names = services.map(({name}) => name)
  if (!names.every((name) => isRunning(layout, name))) say(names.join(', '))
  for (const service of services) await start(layout, service)
  await Promise.all(services.map((service) => listens(layout, service, START_WITHIN_MS)))
  return !wasRunning
}

/** The manager answers, and the agents have told it what they have. */
async function untilReady(layout, admin, agents) {
  const text = `query { agent_list(limit: 10, offset: 0, status: "ALIVE") { items { id available_slots } } }`
  let last
  const ready = await becomesTrue(async () => {
    try {
      last = (await query(layout, admin, text)).agent_list.items
      const known = last.filter(({available_slots: slots}) => slots.includes('cuda.shares'))
      return agents.every((agent) => known.some(({id}) => id === agent))
    } catch (error) {
      last = error.message
      return false
    }
  }, START_WITHIN_MS)
  if (!ready) throw new Refusal(1, `The agents did not come up: ${JSON.stringify(last)}. See ${layout.run}.`)
}

/** A port that somebody else holds would be mistaken for ours. */
async function refuseStrangers(layout, servers) {
  for (const {name, port} of [...baseServices(layout, servers), ...platformServices(layout)]) {
    if (!isRunning(layout, name) && (await canConnect(port))) {
      throw new Refusal(1, `Port ${port} (${name}) is taken by another program.`, [
        'Choose other ports with BAI_REAL_PORT_BASE.',
      ])
    }
  }
}
