// @ts-check
// Saves databases and etcd of the installation that a site file describes, reads what was written to its last byte, and
// keeps fourteen of each kind: `bai ops backup all` and `verify` as a program, for who wants to do more in between.
//
//   node examples/nightly-backup.mjs bai-site.yaml /backup
//
// Exit status 0: everything is saved and good.
import {chooseBackups, loadSite, Repository, runBackups, SiteHosts, verifyBackups} from 'bai-cli/ops'

const [given, folder = '/backup'] = process.argv.slice(2)
const {site} = await loadSite({given, usual: ['bai-site.yaml', '/etc/bai/site.yaml']})
const hosts = new SiteHosts(site)
const repository = new Repository(folder)
const env = process.env
const servers = {postgres: {env}, etcd: {env}}
try {
  const made = await runBackups(hosts, ['db', 'etcd'], {
    repository,
    ...servers,
    keep: {last: 14},
    baiVersion: 'nightly',
    progress: (text) => console.error(text),
  })
  for (const {kind, outcome, id, error} of made.outcomes)
    console.log(`${kind}: ${outcome} ${id ?? ''}${error ?? ''}`)
  const latest = await chooseBackups(repository, ['latest'], undefined)
  const found = await verifyBackups(hosts, latest, {repository, ...servers, scratch: false})
  for (const {id, result, problem} of found.lines) console.log(`${id}: ${result} ${problem ?? ''}`)
  process.exitCode = made.error || found.error ? 1 : 0
} finally {
  await hosts.close()
}
