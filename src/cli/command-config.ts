import {Config} from '@oclif/core'
import {homedir} from 'node:os'
import {platformDirectories} from './config/directories.js'

/** What a command asks oclif's configuration for, without the index of all commands and plugins: there are none. */
export class CommandConfig extends Config {
  constructor(root: string, version: string) {
    super({root})
    const {configDir, cacheDir, dataDir} = platformDirectories(process.env, process.platform, homedir())
    this.root = root
    this.bin = 'bai'
    this.name = 'bai-cli'
    this.version = version
    this.userAgent = `${this.name}/${version}`
    this.topicSeparator = ' '
    this.configDir = configDir
    this.cacheDir = cacheDir
    this.dataDir = dataDir
  }

  /** Nobody hooks into a command. */
  override async runHook(): Promise<{successes: []; failures: []}> {
    return {successes: [], failures: []}
  }
}
