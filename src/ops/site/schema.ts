import {isAbsolute} from 'node:path'
import {z} from 'zod'
import {SERVICE_NAMES} from './names.js'

const HOST_NAME = z
  .string()
  .regex(/^[A-Za-z0-9_][\w.-]*$/, 'letters, digits, . _ and -, not beginning with -')
const UNIT = z.string().regex(/^[A-Za-z0-9_][\w:.@\\-]*$/, 'the name of a systemd unit')
const PROJECT = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'a compose project: small letters, digits, _ and -')
const TARGET = z
  .string()
  .regex(/^[^\s\p{Cc}-][^\s\p{Cc}]*$/u, 'a name ssh can connect to, not beginning with -')
const PATH = z
  .string()
  .refine((path) => isAbsolute(path) && !/\p{Cc}/u.test(path), 'an absolute path without control characters')
const CONTAINER = z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'the name or id of a container')
const ADDRESS = z.string().regex(/^[A-Za-z0-9][\w.-]*:\d{1,5}$/, 'HOST:PORT')
const PORT = z.int().min(1).max(65_535)
const HEALTH = z.union([z.literal('none'), z.url({protocol: /^https?$/})])

const ssh = z.strictObject({ssh: TARGET, port: PORT.optional(), config: PATH.optional()})
const where = {host: HOST_NAME.optional(), hosts: z.array(HOST_NAME).min(1).optional()}
const service = z
  .strictObject({
    ...where,
    unit: UNIT.optional(),
    file: PATH.optional(),
    project: PROJECT.optional(),
    health: HEALTH.optional(),
  })
  .refine((it) => it.unit === undefined || it.file === undefined, 'either unit or file, not both')
  .refine((it) => it.host === undefined || it.hosts === undefined, 'either host or hosts, not both')

/** Where a secret is read from; it never stands in the file itself. */
const secret = z.union([z.strictObject({env: z.string().min(1)}), z.strictObject({file: PATH})])

/** The site file as people write it; every key may be left out. */
export const siteFileSchema = z.strictObject({
  hosts: z.record(HOST_NAME, z.union([z.literal('local'), ssh])).optional(),
  services: z.partialRecord(z.enum(SERVICE_NAMES), service).optional(),
  compose: z
    .strictObject({
      folder: PATH.optional(),
      project: PROJECT.optional(),
      version: z.enum(['auto', 'v1', 'v2']).optional(),
    })
    .optional(),
  postgres: z
    .strictObject({
      container: CONTAINER.optional(),
      address: ADDRESS.optional(),
      user: z.string().min(1).optional(),
      database: z.string().min(1).optional(),
      password: secret.optional(),
    })
    .refine(
      (it) => it.container === undefined || it.address === undefined,
      'either container or address, not both',
    )
    .optional(),
  etcd: z
    .strictObject({
      endpoints: z
        .array(z.url({protocol: /^https?$/}))
        .min(1)
        .optional(),
      namespace: z.string().min(1).optional(),
      user: z.string().min(1).optional(),
      password: secret.optional(),
      tls: z.strictObject({ca: PATH.optional(), cert: PATH.optional(), key: PATH.optional()}).optional(),
    })
    .optional(),
  backup: z
    .strictObject({
      dir: PATH.optional(),
      keep: z.int().min(1).optional(),
      keepDaily: z.int().min(1).optional(),
      keepWeekly: z.int().min(1).optional(),
      keepMonthly: z.int().min(1).optional(),
      encryption: z
        .union([
          z.strictObject({recipient: z.string().min(1), identity: PATH.optional()}),
          z.strictObject({passphrase: secret}),
        ])
        .optional(),
      schedule: z.string().min(1).optional(),
    })
    .optional(),
})

/**
 * A site file as it is written: every key may be left out.
 * @useDeclaredType
 */
export type SiteFile = z.output<typeof siteFileSchema>
/**
 * Where a password comes from; never the password itself.
 * @useDeclaredType
 */
export type SecretSource = z.output<typeof secret>
