import {homedir} from 'node:os'
import {BaseCommand} from './base-command.js'
import {directoriesOf, type Directories} from './config/directories.js'
import {readSettingsInputs} from './config/load.js'
import type {Profiles} from './config/profile-schema.js'
import {ProfileStore} from './config/profiles.js'
import type {SettingsInputs} from './config/resolve.js'
import type {Settings} from './config/settings.js'
import type {OutputFlagValues} from './flags.js'

/** A command on the configuration of this machine: it needs no manager. */
export abstract class ConfigCommand<Result = unknown> extends BaseCommand<Result> {
  #profiles: ProfileStore | undefined

  protected get directories(): Directories {
    return directoriesOf(process.env, this.config)
  }

  protected get profiles(): ProfileStore {
    this.#profiles ??= new ProfileStore(this.directories.config, (text) => this.note(text))
    return this.#profiles
  }

  /** Everything that is known before it is decided what holds. */
  protected inputs(flags: Partial<Settings>, profile: string | undefined): Promise<SettingsInputs> {
    return readSettingsInputs({
      flags,
      profile,
      env: process.env,
      cwd: process.cwd(),
      home: homedir(),
      configDir: this.directories.config,
      store: this.profiles,
      warn: (text) => this.note(text),
    })
  }

  /**
   * Changes the profiles. Under `--dry-run` shows what would change, made by the same function, and writes nothing.
   * Returns the profiles as they are, or would be, afterwards.
   */
  protected async change(
    edit: (profiles: Profiles) => Profiles,
    flags: OutputFlagValues & {'dry-run': boolean},
  ): Promise<Profiles> {
    if (!flags['dry-run']) return (await this.profiles.update(edit)).after
    const [{profileChanges}, {changeView}] = await Promise.all([
      import('./config/changes.js'),
      import('./views/profile.js'),
    ])
    const before = await this.profiles.read()
    const after = edit(before)
    await this.renderList(profileChanges(before, after), changeView, flags)
    this.note('Dry run: nothing was written.')
    return after
  }
}
