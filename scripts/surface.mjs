// @ts-check
// Rewrites test/surface.json, docs/results.schema.json and docs/sdk/ from the sources. Read the diff: it is what changes
// for people.
import {writeFileSync} from 'node:fs'
import {compileFresh, FRESH_DIST, freshManifest} from './lib/fresh-manifest.mjs'
import {resultSchemas} from './lib/result-schemas.mjs'
import {ROOT} from './lib/root.mjs'
import {writeSdkDocs} from './lib/sdk-docs.mjs'
import {surfaceText} from './lib/surface.mjs'

const {status, stdout} = await compileFresh()
if (status === 0) {
  writeFileSync(`${ROOT}test/surface.json`, surfaceText(JSON.parse(await freshManifest())))
  writeFileSync(`${ROOT}docs/results.schema.json`, await resultSchemas(FRESH_DIST))
  for (const remark of await writeSdkDocs(`${ROOT}docs/sdk`)) process.stderr.write(`${remark}\n`)
} else {
  process.stderr.write(stdout)
  process.exitCode = status
}
