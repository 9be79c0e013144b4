import type {
  BackupKind,
  BackupOptions,
  BackupOutcome,
  EtcdChoice,
  EtcdNamespace,
  PostgresChoice,
  RepositoryChoice,
} from '../ops/index.js'
import {keepRules} from './ops/backup-flags.js'
import {ProgressLine} from './ops/progress.js'
import {formatDuration, formatSize} from '../sdk/index.js'
import {SiteCommand, type SiteFlagValues} from './site-command.js'

/** Values of the flags in `ops/backup-flags.ts`; each command has some of them. */
export interface BackupFlagValues extends SiteFlagValues {
  dir?: string | undefined
  identity?: string | undefined
  compress?: boolean
  compression?: 'zstd' | 'gzip' | undefined
  encrypt?: boolean | undefined
  'encrypt-to'?: string[] | undefined
  keep?: number | undefined
  'keep-daily'?: number | undefined
  'keep-weekly'?: number | undefined
  'keep-monthly'?: number | undefined
  container?: string | undefined
  address?: string | undefined
  user?: string | undefined
  endpoint?: string[] | undefined
  namespace?: string | undefined
  'etcd-user'?: string | undefined
  database?: string | undefined
  format?: 'plain' | 'custom' | undefined
  jobs?: number | undefined
}

/** A command that works with the database, etcd or their backups. Secrets come from the environment only. */
export abstract class BackupCommand<Result = void> extends SiteCommand<Result> {
  #progress: ProgressLine | undefined
  #close: (() => void)[] = []

  /** What goes on, on stderr. */
  protected get progress(): ProgressLine {
    this.#progress ??= new ProgressLine(process.stderr, {isDumb: process.env['TERM'] === 'dumb'})
    return this.#progress
  }

  protected postgresChoice({container, address, user}: BackupFlagValues): PostgresChoice {
    return {container, address, user, password: variable('BAI_PG_PASSWORD'), env: process.env}
  }

  protected etcdChoice(flags: BackupFlagValues): EtcdChoice {
    const {endpoint: endpoints, namespace, 'etcd-user': user} = flags
    return {endpoints, namespace, user, password: variable('BAI_ETCD_PASSWORD'), env: process.env}
  }

  protected repositoryChoice(flags: BackupFlagValues): RepositoryChoice {
    const {dir, encrypt, 'encrypt-to': recipients, identity} = flags
    const passphrase = variable('BAI_BACKUP_PASSPHRASE')
    return {dir, encrypt, recipients, identity, passphrase, env: process.env}
  }

  /** The manager's keys; the connection is closed when the command ends. */
  protected async openEtcd(flags: BackupFlagValues): Promise<EtcdNamespace> {
    const {openSiteEtcd} = await import('../ops/index.js')
    const namespace = await openSiteEtcd(await this.hosts(flags), this.etcdChoice(flags))
    this.#close.push(() => namespace.client.close())
    return namespace
  }

  /** Makes backups, or tells what would be run. The first failure is the command's, after all were tried. */
  protected async backup(
    kinds: readonly BackupKind[],
    flags: BackupFlagValues,
  ): Promise<{outcomes: BackupOutcome[]; error: Error | undefined}> {
    const {runBackups} = await import('../ops/index.js')
    const report = await runBackups(await this.hosts(flags), kinds, await this.backupOptions(flags))
    this.progress.clear()
    return report
  }

  protected async backupOptions(flags: BackupFlagValues): Promise<BackupOptions> {
    const {openRepository, encryptionOf, keepRulesOf} = await import('../ops/index.js')
    const {site} = await this.hosts(flags)
    const startedAt = Date.now()
    const elapsed = (): string => formatDuration(Math.round((Date.now() - startedAt) / 1000) * 1000)
    return {
      repository: openRepository(site, flags),
      postgres: {...this.postgresChoice(flags), database: flags.database},
      etcd: this.etcdChoice(flags),
      format: flags.format ?? (flags.jobs === undefined ? 'plain' : 'custom'),
      jobs: flags.jobs,
      compression: flags.compress === false ? 'none' : (flags.compression ?? 'auto'),
      encrypt: await encryptionOf(site, this.repositoryChoice(flags)),
      keep: keepRules(flags, keepRulesOf(site)),
      baiVersion: this.config.version,
      signal: this.signal,
      timeoutMs: flags.timeout,
      progress: (text) => this.progress.step(text),
      onBytes: (bytes) => this.progress.update(() => `${formatSize(bytes)} after ${elapsed()}`),
      onKeys: (keys) => this.progress.update(() => `${keys} keys`),
    }
  }

  /** Writes the payload as it is, with a line feed at its end. */
  protected async write(pieces: Iterable<string | Buffer>): Promise<void> {
    this.out.onPayload?.()
    for (const piece of pieces) process.stdout.write(piece)
    process.stdout.write('\n')
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#progress?.clear()
    for (const close of this.#close) close()
    await super.finally(error)
  }
}

function variable(name: string): string | undefined {
  return process.env[name] || undefined
}
