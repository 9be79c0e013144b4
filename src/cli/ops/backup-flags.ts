import {Flags} from '@oclif/core'
import type {KeepRules} from '../../ops/index.js'

/** Where the backups are. */
export const repositoryFlags = {
  dir: Flags.string({summary: 'Folder of the backups.', helpValue: 'DIR', env: 'BAI_BACKUP_DIR'}),
}

/** What opens encrypted backups. */
export const decryptionFlags = {
  identity: Flags.string({
    summary: 'File with the age secret key. A passphrase is read from BAI_BACKUP_PASSPHRASE.',
    helpValue: 'FILE',
  }),
}

/** How new backups are written. */
export const writingFlags = {
  compress: Flags.boolean({
    char: 'z',
    summary: 'Compress (--no-compress: do not).',
    allowNo: true,
    default: true,
  }),
  compression: Flags.option({
    summary: 'With what; by itself zstd where it can be had, else gzip.',
    options: ['zstd', 'gzip'] as const,
  })(),
  encrypt: Flags.boolean({
    summary:
      'Encrypt with the passphrase in BAI_BACKUP_PASSPHRASE (--no-encrypt: in spite of the site file).',
    allowNo: true,
  }),
  'encrypt-to': Flags.string({
    summary: 'Encrypt to this age recipient (repeatable).',
    helpValue: 'age1…',
    multiple: true,
    multipleNonGreedy: true,
  }),
}

/** Which backups stay. */
export const keepFlags = {
  keep: Flags.integer({summary: 'Keep the newest so many.', min: 1, helpValue: 'N'}),
  'keep-daily': Flags.integer({summary: 'Keep the newest of so many days.', min: 1, helpValue: 'N'}),
  'keep-weekly': Flags.integer({summary: 'Keep the newest of so many weeks.', min: 1, helpValue: 'N'}),
  'keep-monthly': Flags.integer({summary: 'Keep the newest of so many months.', min: 1, helpValue: 'N'}),
}

/** Which PostgreSQL. */
export const postgresFlags = {
  container: Flags.string({
    summary: 'Container of the database.',
    helpValue: 'NAME',
    helpGroup: 'DATABASE',
    exclusive: ['address'],
  }),
  address: Flags.string({
    summary: 'Server without container, seen from its host.',
    helpValue: 'HOST:PORT',
    helpGroup: 'DATABASE',
  }),
  user: Flags.string({
    summary: 'Superuser; its password is read from BAI_PG_PASSWORD.',
    helpValue: 'NAME',
    helpGroup: 'DATABASE',
  }),
}

/** Which etcd. */
export const etcdFlags = {
  endpoint: Flags.string({
    summary: 'Address of etcd (repeatable).',
    helpValue: 'URL',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'ETCD',
  }),
  namespace: Flags.string({summary: "The manager's namespace.", helpValue: 'NAME', helpGroup: 'ETCD'}),
  'etcd-user': Flags.string({
    summary: 'User; its password is read from BAI_ETCD_PASSWORD.',
    helpValue: 'NAME',
    helpGroup: 'ETCD',
  }),
}

/** For what is about one kind or the other. */
export const kindFlag = Flags.option({summary: 'Only these.', options: ['db', 'etcd'] as const})

export const changeFlags = {
  'dry-run': Flags.boolean({summary: 'Show what would be done; change nothing.'}),
  yes: Flags.boolean({char: 'y', summary: 'Do not ask.'}),
}

/** The rules that the flags give; the site's where they give none. */
export function keepRules(
  flags: {
    keep?: number | undefined
    'keep-daily'?: number | undefined
    'keep-weekly'?: number | undefined
    'keep-monthly'?: number | undefined
  },
  ofSite: KeepRules,
): KeepRules {
  const given: KeepRules = {
    last: flags.keep,
    daily: flags['keep-daily'],
    weekly: flags['keep-weekly'],
    monthly: flags['keep-monthly'],
  }
  return Object.values(given).some((count) => count !== undefined) ? given : ofSite
}
