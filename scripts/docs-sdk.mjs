// @ts-check
// npm run docs:sdk: writes docs/sdk/ from the doc comments of what programs import.
import {writeSdkDocs} from './lib/sdk-docs.mjs'
import {ROOT} from './lib/root.mjs'

for (const line of await writeSdkDocs(`${ROOT}docs/sdk`)) {
  console.error(line)
  process.exitCode = 1
}
