import {open, readFile, rename} from 'node:fs/promises'
import {join} from 'node:path'
import {z} from 'zod'
import type {Account} from './accounts.js'

/** Accounts by name: `admin`, `user`, `user2`. */
export type Accounts = Readonly<Record<string, Account>>

const schema = z.record(
  z.string(),
  z.object({
    name: z.string(),
    email: z.string(),
    password: z.string(),
    accessKey: z.string(),
    secretKey: z.string(),
  }),
)

/** Accounts of the cluster in a folder. */
export async function readAccounts(folder: string): Promise<Accounts> {
  return schema.parse(JSON.parse(await readFile(accountsPath(folder), 'utf8')))
}

/**
 * Writes the accounts down, for the owner of the folder only. The passwords are nowhere else, so this comes before the
 * state that refers to them.
 */
export async function writeAccounts(folder: string, accounts: readonly Account[]): Promise<void> {
  const byName = Object.fromEntries(accounts.map((account) => [account.name, account]))
  const target = accountsPath(folder)
  const file = await open(`${target}.partial`, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(byName, undefined, 2))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${target}.partial`, target)
}

function accountsPath(folder: string): string {
  return join(folder, 'accounts.json')
}
