import {randomBytes, randomUUID, scryptSync, timingSafeEqual} from 'node:crypto'
import {timestamp, type KeypairRecord, type UserRecord, type UserRole} from './model.js'
import type {ClusterState} from './state.js'

/** What a person needs to log in. Secret: kept in a file only its owner can read. */
export interface Account {
  name: string
  email: string
  password: string
  accessKey: string
  secretKey: string
}

const ACCOUNTS: readonly {name: string; role: UserRole; fullName: string}[] = [
  {name: 'admin', role: 'superadmin', fullName: 'Local Admin'},
  {name: 'user', role: 'user', fullName: 'Local User'},
  {name: 'user2', role: 'user', fullName: 'Local User Two'},
]
const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Makes the three accounts with random keys and passwords. */
export function createAccounts(state: ClusterState, now: number, rateLimit: number): Account[] {
  return ACCOUNTS.map(({name, role, fullName}) => {
    const account: Account = {
      name,
      email: `${name}@local.bai`,
      password: randomBytes(12).toString('base64url'),
      accessKey: randomKey(),
      secretKey: randomBytes(30).toString('base64url'),
    }
    const user = state.users.put(userOf(account, role, fullName, now))
    state.keypairs.put(keypairOf(account, user, now, rateLimit))
    return account
  })
}

/** Stores a password so that it cannot be read back. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16)
  return `${salt.toString('hex')}:${scryptSync(password, salt, 32).toString('hex')}`
}

/** Whether a password is the one behind a hash, in time that does not tell how much of it is right. */
export function isPassword(password: string, hash: string): boolean {
  const [salt, expected] = hash.split(':').map((part) => Buffer.from(part, 'hex'))
  return (
    salt !== undefined && expected !== undefined && timingSafeEqual(scryptSync(password, salt, 32), expected)
  )
}

function userOf(account: Account, role: UserRole, fullName: string, now: number): UserRecord {
  return {
    id: randomUUID(),
    username: account.name,
    email: account.email,
    fullName,
    description: '',
    role,
    domain: 'default',
    status: 'active',
    resourcePolicy: 'default',
    passwordHash: hashPassword(account.password),
    mainAccessKey: account.accessKey,
    createdAt: timestamp(now),
    modifiedAt: timestamp(now),
  }
}

function keypairOf(account: Account, user: UserRecord, now: number, rateLimit: number): KeypairRecord {
  return {
    accessKey: account.accessKey,
    secretKey: account.secretKey,
    userId: user.id,
    isActive: true,
    isAdmin: user.role === 'superadmin' || user.role === 'admin',
    resourcePolicy: 'default',
    rateLimit,
    createdAt: timestamp(now),
  }
}

function randomKey(): string {
  return `AKIA${[...randomBytes(16)].map((byte) => KEY_ALPHABET[byte % KEY_ALPHABET.length]).join('')}`
}
