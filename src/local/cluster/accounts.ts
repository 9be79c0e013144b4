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

/** What an account is made of, besides its secrets. */
interface Person {
  name: string
  role: UserRole
  fullName: string
}

const PEOPLE: readonly Person[] = [
  {name: 'admin', role: 'superadmin', fullName: 'Local Admin'},
  {name: 'user', role: 'user', fullName: 'Local User'},
  {name: 'user2', role: 'user', fullName: 'Local User Two'},
]
const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Makes the three accounts with random keys and passwords. */
export function createAccounts(state: ClusterState, now: number, rateLimit: number): Account[] {
  return PEOPLE.map((person) => {
    const account: Account = {
      name: person.name,
      email: `${person.name}@local.bai`,
      password: randomBytes(12).toString('base64url'),
      accessKey: randomKey(),
      secretKey: randomBytes(30).toString('base64url'),
    }
    const user = state.users.put(userOf(account, person, now))
    state.keypairs.put(keypairOf(account, user, rateLimit))
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

function userOf(account: Account, {role, fullName}: Person, now: number): UserRecord {
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

/** Requests in 15 minutes that managers allow a new key. */
const NEW_RATE_LIMIT = 30_000

/** A further keypair of a user, with a secret of its own. */
export function newKeypair({
  userId,
  role,
  createdAt,
}: Pick<KeypairRecord, 'userId' | 'createdAt'> & {role: UserRole}): KeypairRecord {
  return {
    accessKey: randomKey(),
    secretKey: randomBytes(30).toString('base64url'),
    userId,
    isActive: true,
    isAdmin: isAdminRole(role),
    resourcePolicy: 'default',
    rateLimit: NEW_RATE_LIMIT,
    createdAt,
  }
}

function isAdminRole(role: UserRole): boolean {
  return role === 'superadmin' || role === 'admin'
}

function keypairOf(account: Account, user: UserRecord, rateLimit: number): KeypairRecord {
  return {
    accessKey: account.accessKey,
    secretKey: account.secretKey,
    userId: user.id,
    isActive: true,
    isAdmin: isAdminRole(user.role),
    resourcePolicy: 'default',
    rateLimit,
    createdAt: user.createdAt,
  }
}

function randomKey(): string {
  return `AKIA${[...randomBytes(16)].map((byte) => KEY_ALPHABET[byte % KEY_ALPHABET.length]).join('')}`
}
