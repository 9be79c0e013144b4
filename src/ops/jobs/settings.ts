import {readFile} from 'node:fs/promises'
import type {DecryptWith, EncryptWith} from '../backup/encryption.js'
import {Repository} from '../backup/repository.js'
import type {KeepRules} from '../backup/retention.js'
import {OpsInputError} from '../errors.js'
import {readSecret, type Environment} from '../site/secrets.js'
import type {Site} from '../site/site.js'

/** What a person says of where backups are and how they are kept; the site file fills in the rest. */
export interface RepositoryChoice {
  dir?: string | undefined
  /** False: not even where the site file says so. True: with the passphrase when there is no recipient. */
  encrypt?: boolean | undefined
  /** `age1…`; implies `encrypt`. */
  recipients?: readonly string[] | undefined
  passphrase?: string | undefined
  /** File with age secret keys. */
  identity?: string | undefined
  env: Environment
}

/** The repository of a site. @throws OpsInputError when nobody says where it is */
export function openRepository(
  site: Site,
  {dir = site.backup.dir}: Pick<RepositoryChoice, 'dir'>,
): Repository {
  if (dir !== undefined) return new Repository(dir)
  throw new OpsInputError('No folder for backups is known.', {
    hints: ['Give --dir, set BAI_BACKUP_DIR, or set backup.dir in the site file.'],
  })
}

/** How new backups are encrypted; undefined for not at all. */
export async function encryptionOf(site: Site, choice: RepositoryChoice): Promise<EncryptWith | undefined> {
  if (choice.encrypt === false) return undefined
  const given = choice.recipients ?? []
  if (given.length > 0) return {recipients: given}
  const {encryption} = site.backup
  if (encryption && 'recipient' in encryption) return {recipients: [encryption.recipient]}
  if (!encryption && !choice.encrypt) return undefined
  const passphrase = await passphraseOf(site, choice)
  if (passphrase !== undefined) return {passphrase}
  throw new OpsInputError('There is nothing to encrypt with.', {
    hints: ['Give --encrypt-to age1…, or a passphrase in BAI_BACKUP_PASSPHRASE.'],
  })
}

/** What opens encrypted backups, as far as it is known. */
export async function decryptionOf(site: Site, choice: RepositoryChoice): Promise<DecryptWith> {
  const {encryption} = site.backup
  const ofSite = encryption && 'recipient' in encryption ? encryption.identity : undefined
  const file = choice.identity ?? ofSite
  return {
    passphrase: await passphraseOf(site, choice),
    ...(file !== undefined && {identities: await readIdentities(file)}),
  }
}

/** The keep rules of the site file. */
export function keepRulesOf({backup}: Site): KeepRules {
  return {
    last: backup.keep,
    daily: backup.keepDaily,
    weekly: backup.keepWeekly,
    monthly: backup.keepMonthly,
  }
}

async function passphraseOf(site: Site, choice: RepositoryChoice): Promise<string | undefined> {
  if (choice.passphrase !== undefined) return choice.passphrase
  const {encryption} = site.backup
  if (!encryption || !('passphrase' in encryption)) return undefined
  return readSecret(encryption.passphrase, {key: 'backup.encryption.passphrase', env: choice.env})
}

async function readIdentities(file: string): Promise<string[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new OpsInputError(`The key file ${file} cannot be read.`, {cause})
  }
  const keys = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('AGE-SECRET-KEY-'))
  if (keys.length > 0) return keys
  throw new OpsInputError(`The key file ${file} holds no age secret key.`, {
    hints: ['It has a line that begins with AGE-SECRET-KEY-1; `age-keygen` makes one.'],
  })
}
