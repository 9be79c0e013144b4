import {readEnvironment, type Environment} from './environment.js'
import {ProfileStore, type Warn} from './profiles.js'
import {readProjectFile} from './project-file.js'
import {resolveSettings, type SettingsInputs} from './resolve.js'
import {flagLayer, type ResolvedSettings, type Settings} from './settings.js'

/** Where settings are looked for. */
export interface SettingsSource {
  /** What the command's flags say; the unset ones left out. */
  flags?: Partial<Settings>
  /** `--profile` */
  profile?: string | undefined
  env: Environment
  cwd: string
  home: string
  configDir: string
  /** Instead of a new one for `configDir`: it warns once. */
  store?: ProfileStore
  /** Takes a remark for people: the profiles file is open to others. */
  warn: Warn
}

/** Reads the environment, the project file and the profiles, without deciding yet. */
export async function readSettingsInputs(source: SettingsSource): Promise<SettingsInputs> {
  const environment = readEnvironment(source.env)
  const store = source.store ?? new ProfileStore(source.configDir, source.warn)
  const [projectFile, profiles] = await Promise.all([readProjectFile(source), store.read()])
  return {
    flags: flagLayer(source.flags ?? {}),
    profileFlag: source.profile,
    environment,
    projectFile,
    profiles,
  }
}

/** The settings in force for one command. Rejects with a `CliError`, or `NotFoundError` for an unknown profile. */
export async function loadSettings(source: SettingsSource): Promise<ResolvedSettings> {
  return resolveSettings(await readSettingsInputs(source))
}
