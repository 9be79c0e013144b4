import {installPacked, type InstalledPackage} from '../../scripts/lib/packed.mjs'

/** What all files of a run share: installing takes long. */
let whole: Promise<InstalledPackage> | undefined

after('remove the installed package', async function () {
  this.timeout(60_000)
  await (await whole?.catch(() => undefined))?.remove()
})

/** The package as npm installs it, for the tests of one `describe`. */
export function useInstalled(): () => InstalledPackage {
  let installed: InstalledPackage | undefined
  before('install the package', async function () {
    this.timeout(300_000)
    whole ??= installPacked()
    installed = await whole
  })
  return () => {
    if (!installed) throw new Error('The package is there from the first test on.')
    return installed
  }
}
