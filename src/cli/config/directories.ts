import type {Environment} from './environment.js'

/** The folders `bai` keeps things in. */
export interface Directories {
  /** Profiles with their credentials, the user's site file. */
  config: string
  /** What can be thrown away at any time. */
  cache: string
  /** What is remembered between commands: `@last`, the local cluster. */
  state: string
}

/** What oclif works out from HOME and the XDG variables. */
export interface PlatformDirectories {
  configDir: string
  cacheDir: string
  dataDir: string
}

/** The folders in force: `BAI_CONFIG_DIR`, `BAI_CACHE_DIR` and `BAI_STATE_DIR` before the platform's own. */
export function directoriesOf(env: Environment, platform: PlatformDirectories): Directories {
  return {
    config: env['BAI_CONFIG_DIR'] || platform.configDir,
    cache: env['BAI_CACHE_DIR'] || platform.cacheDir,
    state: env['BAI_STATE_DIR'] || platform.dataDir,
  }
}
