import {join} from 'node:path'
import {BaseCommand} from './base-command.js'
import {directoriesOf, type Directories} from './config/directories.js'
import {ProfileStore} from './config/profiles.js'

/** A command about the cluster on this machine. */
export abstract class LocalCommand<Result = unknown> extends BaseCommand<Result> {
  protected get directories(): Directories {
    return directoriesOf(process.env, this.config)
  }

  /** Where the cluster keeps its state: `BAI_LOCAL_DIR`, else a folder of the user's data folder. */
  protected get folder(): string {
    return process.env['BAI_LOCAL_DIR'] || join(this.directories.state, 'local')
  }

  protected get profiles(): ProfileStore {
    return new ProfileStore(this.directories.config, (text) => this.note(text))
  }
}
