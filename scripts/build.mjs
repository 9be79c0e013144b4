// Compiles to dist/ and writes oclif.manifest.json, so that no command file is read before it is needed.
import {spawnSync} from 'node:child_process'
import {rmSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
rmSync(`${root}dist`, {recursive: true, force: true})
const tsc = spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', root], {stdio: 'inherit'})
if (tsc.status !== 0) process.exit(tsc.status ?? 1)

const {writeManifest} = await import('./manifest.mjs')
writeFileSync(`${root}oclif.manifest.json`, await writeManifest(root))
