#!/usr/bin/env node
// A real Backend.AI manager with a dummy agent on this machine, for tests. See README.md beside this file.
import {parseArgs} from 'node:util'
import {installClient} from './client.mjs'
import {describeExtras} from './extras.mjs'
import {IMAGES} from './images.mjs'
import {layoutOf, readAccounts} from './layout.mjs'
import {Refusal} from './refusal.mjs'
import {NEWEST, RELEASES} from './releases.mjs'
import {down, reset, upAll} from './up.mjs'

const USAGE = `usage: node test/real/real.mjs up [RELEASE…] [--agent docker] [--app-proxy] [--webserver] [--client] [--json]
       node test/real/real.mjs down [RELEASE…]
       node test/real/real.mjs reset|client [RELEASE]
       node test/real/real.mjs env [RELEASE] [WHO] [--json]

RELEASE is ${Object.keys(RELEASES).join(' or ')}, by default ${NEWEST}; WHO is user (the default), user2, admin, domain-admin or monitor.`

try {
  await main(process.argv.slice(2))
} catch (error) {
  const lines = error instanceof Refusal ? [error.message, ...error.hints] : [error.stack]
  process.stderr.write(`${lines.join('\n  ')}\n`)
  process.exitCode = error instanceof Refusal ? error.status : 1
}

async function main(argv) {
  const {verb, words, flags} = readArguments(argv)
  const [word] = words
  const startedAt = Date.now()
  const say = (text) => process.stderr.write(`[+${Math.round((Date.now() - startedAt) / 1000)}s] ${text}\n`)
  switch (verb) {
    case 'up': {
      const layouts = layoutsOf(words)
      await upAll(layouts, wantedBy(flags), say)
      if (flags.json) for (const layout of layouts) await printJson(layout)
      return
    }
    case 'down':
      await Promise.all(layoutsOf(words).map(down))
      return
    case 'reset': {
      const count = await reset(layoutOf(word ?? NEWEST), say)
      return say(`${count} sessions ended`)
    }
    case 'client':
      process.stdout.write(`${await installClient(layoutOf(word ?? NEWEST), say)}\n`)
      return
    case 'env': {
      const release = words.find((one) => one in RELEASES)
      const who = words.find((one) => one !== release)
      const layout = layoutOf(release ?? NEWEST)
      return flags.json ? printJson(layout) : printExports(layout, who ?? 'user')
    }
    default:
      throw new Refusal(2, USAGE)
  }
}

/** The releases that were named; the newest when none was. */
function layoutsOf(words) {
  return (words.length > 0 ? words : [NEWEST]).map((word) => layoutOf(word))
}

function wantedBy(flags) {
  return {
    docker: flags.agent === 'docker',
    appProxy: flags['app-proxy'],
    webserver: flags.webserver,
    client: flags.client,
  }
}

function readArguments(argv) {
  try {
    const {values, positionals} = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        agent: {type: 'string', default: 'dummy'},
        'app-proxy': {type: 'boolean', default: false},
        webserver: {type: 'boolean', default: false},
        client: {type: 'boolean', default: false},
        json: {type: 'boolean', default: false},
      },
    })
    const [verb, ...words] = positionals
    if (!['dummy', 'docker'].includes(values.agent)) throw new Error('--agent is dummy or docker.')
    return {verb, words, flags: values}
  } catch (error) {
    throw new Refusal(2, error.message, [USAGE])
  }
}

/** Everything a program needs to know to use it. */
async function printJson(layout) {
  const {endpoint, name} = layout
  const told = {
    endpoint,
    release: name,
    accounts: await readAccounts(layout),
    ...(await describeExtras(layout, IMAGES)),
  }
  process.stdout.write(`${JSON.stringify(told)}\n`)
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
