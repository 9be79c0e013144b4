// @ts-check
// npm run docs:commands: writes docs/commands.md from the manifest that the build has made.
import {readFileSync, writeFileSync} from 'node:fs'
import {commandDocs} from './lib/command-docs.mjs'
import {ROOT} from './lib/root.mjs'

writeFileSync(
  `${ROOT}docs/commands.md`,
  commandDocs(JSON.parse(readFileSync(`${ROOT}oclif.manifest.json`, 'utf8'))),
)
