import type {Format} from './format.js'
import type {Query} from './query.js'

/** How one thing is shown: what the output flags say, as typed. */
export interface ShowOptions {
  format: Format
  /** `--columns a,b` */
  columns?: string | undefined
  header: boolean
  /** `-q`: ids only, whatever the format. */
  quiet: boolean
}

/** How a list is shown. */
export interface RenderOptions extends ShowOptions, Query {}
