import {z} from 'zod/mini'

/** What comes for a query or mutation. */
export const answerSchema = z.looseObject({
  // Left out when the query was refused before it ran.
  data: z.nullish(z.record(z.string(), z.unknown())),
  errors: z.nullish(
    z.array(
      z.looseObject({
        message: z.string(),
        locations: z.nullish(z.array(z.looseObject({column: z.number()}))),
        path: z.nullish(z.array(z.union([z.string(), z.number()]))),
        extensions: z.nullish(z.looseObject({code: z.optional(z.string())})),
      }),
    ),
  ),
})

/** How a mutation went. */
export const mutationSchema = z.looseObject({ok: z.nullish(z.boolean()), msg: z.nullish(z.string())})
