#!/usr/bin/env node
// A real Backend.AI manager with a dummy agent on this machine, for tests. See README.md beside this file.
import {layoutOf, readAccounts} from './layout.mjs'
import {Refusal} from './refusal.mjs'
import {stopAll} from './services.mjs'
import {reset, up} from './up.mjs'

const USAGE = `usage: node test/real/real.mjs up|down|reset [RELEASE] [--json]
       node test/real/real.mjs env [WHO] [--release RELEASE] [--json]

RELEASE is 26.8 (the default) or 24.9; WHO is user (the default), user2, admin, domain-admin or monitor.`
const NEWEST = '26.8'

try {
  await main(process.argv.slice(2))
} catch (error) {
  const lines = error instanceof Refusal ? [error.message, ...error.hints] : [error.stack]
  process.stderr.write(`${lines.join('\n  ')}\n`)
  process.exitCode = error instanceof Refusal ? error.status : 1
}

async function main(argv) {
  const json = argv.includes('--json')
  const at = argv.indexOf('--release')
  const named = at < 0 ? undefined : argv[at + 1]
  const [verb, word] = argv.filter((each, i) => !each.startsWith('--') && (at < 0 || i !== at + 1))
  const startedAt = Date.now()
  const say = (text) => process.stderr.write(`[+${Math.round((Date.now() - startedAt) / 1000)}s] ${text}\n`)
  switch (verb) {
    case 'up': {
      const layout = layoutOf(word ?? NEWEST)
      const greeting = await up(layout, say)
      say(`Manager ${greeting?.manager} answers at ${layout.endpoint}`)
      if (json) await printJson(layout)
      return
    }
    case 'down':
      return stopAll(layoutOf(word ?? NEWEST))
    case 'reset': {
      const count = await reset(layoutOf(word ?? NEWEST), say)
      return say(`${count} sessions ended`)
    }
    case 'env': {
      const layout = layoutOf(named ?? NEWEST)
      return json ? printJson(layout) : printExports(layout, word ?? 'user')
    }
    default:
      throw new Refusal(2, USAGE)
  }
}

/** Everything a program needs to know to use it. */
async function printJson(layout) {
  const {endpoint, name} = layout
  process.stdout.write(`${JSON.stringify({endpoint, release: name, accounts: await readAccounts(layout)})}\n`)
}

async function printExports(layout, who) {
  const accounts = await readAccounts(layout)
  const account = accounts[who]
  if (!account)
    throw new Refusal(2, `There is no account "${who}". It has ${Object.keys(accounts).join(', ')}.`)
  const values = {
    BACKEND_ENDPOINT: layout.endpoint,
    BACKEND_ENDPOINT_TYPE: 'api',
    BACKEND_ACCESS_KEY: account.accessKey,
    BACKEND_SECRET_KEY: account.secretKey,
  }
  for (const [name, value] of Object.entries(values)) process.stdout.write(`export ${name}='${value}'\n`)
}
