// @ts-check
// The licenses of packages that are shipped inside ours, as most of them ask for.
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {ROOT} from './root.mjs'

/**
 * Names, versions and license texts of all packages that a bundle is made of, as one text.
 * @param {{inputs: Readonly<Record<string, unknown>>}} metafile
 */
export function licensesOf({inputs}) {
  const folders = Object.keys(inputs).flatMap(
    (path) =>
      /^(?:.*[\\/])?node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path.replace(/^[\w-]+:/, ''))?.[0] ?? [],
  )
  const notices = [...new Set(folders)].sort().map((folder) => noticeOf(join(ROOT, folder)))
  return `${[...new Set(notices)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/** @param {string} folder */
function noticeOf(folder) {
  const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text =
    file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : ''
  return `${name} ${version} (${typeof license === 'string' ? license : (license?.type ?? 'see its text')})\n\n${text.trim()}`.trim()
}
