import {z} from 'zod/mini'

/** Answer of `GET /`. `manager` is absent before 19.03. */
export const handshakeSchema = z.pipe(
  z.looseObject({version: z.string(), manager: z.optional(z.string())}),
  z.transform(({version, manager}) => ({version, manager})),
)
