import type {Host} from '../../../ops/index.js'
import type {BackendAI, Image} from '../../../sdk/index.js'

/** What the steps need besides their subject. */
export interface CommitContext {
  client: BackendAI
  /** The hosts whose Docker may have the session's container. */
  agentHosts: () => Promise<readonly Host[]>
  signal: AbortSignal
  /** A line for people, on stderr. */
  note: (text: string) => void
  /** Longest wait for a task of the manager, and for the trial session to run. */
  timeoutMs: number | undefined
}

/** What a person wants the image to be. */
export interface CommitWish {
  /** `NAME:TAG` as typed. */
  as: string
  registry: string | undefined
  /** Undefined: when the registry is one that can be pushed to. */
  push: boolean | undefined
}

/** The work of one way, ready to be done. */
export interface PreparedCommit {
  via: 'api' | 'docker'
  /** Exactly what will be done: command lines and requests. */
  lines: readonly string[]
  /** Full reference when it is known before; the manager makes it up otherwise. */
  reference: string | null
  savedBytes: number | null
  lost: readonly {path: string; kind: 'home' | 'folder'; sizeBytes: number | null}[]
  pushes: boolean | null
  run: () => Promise<Image>
}
