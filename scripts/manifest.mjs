// @ts-check
// The manifest is oclif's index of commands: names, flags and help, read instead of the command files.
import {Plugin} from '@oclif/core'

/**
 * Reads every command of a built package and returns the manifest's text, in a stable order.
 * @param {string} root Folder with package.json and dist/.
 */
export async function writeManifest(root) {
  const plugin = new Plugin({root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true})
  await plugin.load()
  const {commands, version} = plugin.manifest
  const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({commands: sorted, version}, null, 2)}\n`
}
