import {readSlots, type Domain, type Keypair, type Project, type UserDetail} from '../../../sdk/index.js'
import type {Column, DetailView, Json, View} from '../../output/view.js'
import {amountsText} from '../../session/rows.js'

/** A column whose text is its value. */
export function plain<Row>(
  key: string,
  value: (row: Row) => Json,
  more: Partial<Column<Row>> = {},
): Column<Row> {
  return {key, value, shown: 'table', ...more}
}

/** A column of amounts by slot. */
export function slots<Row>(
  key: string,
  value: (row: Row) => Readonly<Record<string, string>>,
  heading: string,
): Column<Row> {
  return {
    key,
    heading,
    value,
    text: (row) => amountsText(readSlots(value(row))),
    minWidth: 12,
    shown: 'table',
  }
}

/** A column of names. */
export function names<Row>(key: string, value: (row: Row) => readonly string[]): Column<Row> {
  return {key, value: (row) => [...value(row)], text: (row) => value(row).join(', '), shown: 'table'}
}

/** `admin user list` and `get`. */
export const userView: View<UserDetail> = {
  columns: [
    plain('email', (row) => row.email, {keep: true}),
    plain('fullName', (row) => row.fullName),
    plain('role', (row) => row.role),
    plain('status', (row) => row.status, {tone: (row) => (row.status === 'active' ? 'good' : 'muted')}),
    plain('domainName', (row) => row.domainName, {heading: 'DOMAIN', label: 'Domain'}),
    names('projects', (row) => row.projects),
    plain('resourcePolicy', (row) => row.resourcePolicy, {heading: 'POLICY', shown: 'wide'}),
    plain('mainAccessKey', (row) => row.mainAccessKey, {shown: 'wide'}),
    plain('username', (row) => row.username, {shown: 'wide'}),
    plain('needPasswordChange', (row) => row.needPasswordChange, {shown: 'data'}),
    plain('description', (row) => row.description, {shown: 'data'}),
    plain('createdAt', (row) => row.createdAt, {shown: 'wide'}),
    plain('id', (row) => row.id, {shown: 'data'}),
  ],
  name: (row) => row.email,
  id: (row) => row.email,
  empty: 'There is no such user that your account may see.',
}

/** `admin keypair list`. */
export const keypairView: View<Keypair> = {
  columns: [
    plain('accessKey', (row) => row.accessKey, {keep: true}),
    plain('email', (row) => row.email),
    plain('isActive', (row) => row.isActive, {heading: 'ACTIVE'}),
    plain('isAdmin', (row) => row.isAdmin, {heading: 'ADMIN'}),
    plain('resourcePolicy', (row) => row.resourcePolicy, {heading: 'POLICY'}),
    plain('rateLimit', (row) => row.rateLimit, {align: 'right'}),
    plain('sessions', (row) => row.sessions, {align: 'right'}),
    plain('lastUsed', (row) => row.lastUsed, {shown: 'wide'}),
    plain('createdAt', (row) => row.createdAt, {shown: 'wide'}),
  ],
  name: (row) => row.accessKey,
  id: (row) => row.accessKey,
  empty: 'There is no such keypair that your account may see.',
}

/** What is told once of a new account or key. */
export interface CreatedKey {
  email: string
  accessKey: string | null
  secretKey: string | null
  /** Null when it was given, or when there is none. */
  password: string | null
}

/** `admin user create` and `admin keypair create`. */
export const createdKeyView: DetailView<CreatedKey> = {
  columns: [
    plain('email', (row) => row.email, {label: 'E-mail'}),
    plain('accessKey', (row) => row.accessKey),
    plain('secretKey', (row) => row.secretKey),
    plain('password', (row) => row.password),
  ],
  name: (row) => row.email,
  id: (row) => row.accessKey ?? row.email,
}

/** `admin group list` and `get`. */
export const projectView: View<Project> = {
  columns: [
    plain('name', (row) => row.name, {keep: true}),
    plain('domainName', (row) => row.domainName, {heading: 'DOMAIN', label: 'Domain'}),
    plain('isActive', (row) => row.isActive, {heading: 'ACTIVE'}),
    slots('totalResourceSlots', (row) => row.totalResourceSlots, 'LIMIT'),
    plain('resourcePolicy', (row) => row.resourcePolicy, {heading: 'POLICY'}),
    names('resourceGroups', (row) => row.resourceGroups),
    plain('description', (row) => row.description, {shown: 'wide'}),
    plain('id', (row) => row.id, {shown: 'wide'}),
    plain('createdAt', (row) => row.createdAt, {shown: 'wide'}),
  ],
  name: (row) => row.name,
  id: (row) => row.name,
  empty: 'There is no such project that your account may see.',
}

/** `admin domain list` and `get`. */
export const domainView: View<Domain> = {
  columns: [
    plain('name', (row) => row.name, {keep: true}),
    plain('isActive', (row) => row.isActive, {heading: 'ACTIVE'}),
    slots('totalResourceSlots', (row) => row.totalResourceSlots, 'LIMIT'),
    names('allowedDockerRegistries', (row) => row.allowedDockerRegistries),
    names('resourceGroups', (row) => row.resourceGroups),
    plain('description', (row) => row.description, {shown: 'wide'}),
    plain('createdAt', (row) => row.createdAt, {shown: 'wide'}),
  ],
  name: (row) => row.name,
  id: (row) => row.name,
  empty: 'There is no domain.',
}
