import {Config} from '@oclif/core'
import Help from './help.js'

/** Lays out and shows a help page for a terminal of no usual width. */
export async function showHelpPage(page: string, root: string): Promise<void> {
  const config = await Config.load({root})
  config.userAgent = `bai ${config.version}`
  await new Help(config).showHelp(page === '' ? [] : page.split(':'))
}
