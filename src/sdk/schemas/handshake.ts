import {z} from 'zod'

/** Answer of `GET /`. `manager` is absent before 19.03. */
export const handshakeSchema = z
  .looseObject({version: z.string(), manager: z.string().optional()})
  .transform(({version, manager}) => ({version, manager}))
