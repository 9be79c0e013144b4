import {Config} from '@oclif/core'
import Help from './help.js'

/** Shows the help page of a command, a topic or the whole; needs the index of all commands. */
export async function showHelpPage(words: readonly string[], root: string): Promise<void> {
  const config = await Config.load({root})
  await new Help(config).showHelp([...words])
}
