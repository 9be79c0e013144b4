import {join} from 'node:path'
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

/** The folders a user's system has for programs. */
export interface PlatformDirectories {
  configDir: string
  cacheDir: string
  dataDir: string
}

/** The platform's own folders for `bai`: by the XDG variables, else those that are usual there. */
export function platformDirectories(
  env: Environment,
  platform: NodeJS.Platform,
  home: string,
): PlatformDirectories {
  const usual = (kind: 'CACHE' | 'CONFIG' | 'DATA', folder: string): string =>
    join(
      env[`XDG_${kind}_HOME`] ||
        (platform === 'win32' && env['LOCALAPPDATA']) ||
        join(env['HOME'] || home, folder),
      'bai',
    )
  const macCache = platform === 'darwin' && join(env['HOME'] || home, 'Library', 'Caches', 'bai')
  return {
    configDir: usual('CONFIG', '.config'),
    cacheDir: macCache || usual('CACHE', '.cache'),
    dataDir: usual('DATA', join('.local', 'share')),
  }
}

/** The folders in force: `BAI_CONFIG_DIR`, `BAI_CACHE_DIR` and `BAI_STATE_DIR` before the platform's own. */
export function directoriesOf(env: Environment, platform: PlatformDirectories): Directories {
  return {
    config: env['BAI_CONFIG_DIR'] || platform.configDir,
    cache: env['BAI_CACHE_DIR'] || platform.cacheDir,
    state: env['BAI_STATE_DIR'] || platform.dataDir,
  }
}
