import {z} from 'zod/mini'
import {ProtocolError, type SdkError} from '../errors.js'
import {plainText, problemError, readProblem} from './problem.js'
import {parseRetryAfter, type Failure} from './retry.js'

/** Reads an answer that is no success: what it means for a repeat, and the error to reject with in the end. */
export async function readRefusal(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: {text(): Promise<string>},
  url: URL,
): Promise<{failure: Failure | undefined; error: SdkError}> {
  const header = (name: string): string | undefined => [headers[name]].flat()[0]
  const text = await body.text()
  if (status < 400) {
    const target = header('location') ?? 'somewhere else'
    return {
      failure: undefined,
      error: new ProtocolError(`${url.origin} redirects to ${target}.`, {
        status,
        hints: ['Use that address as the endpoint.'],
      }),
    }
  }
  const failure: Failure = {
    kind: 'status',
    status,
    slug: readProblem(status, text).slug,
    retryAfterMs: parseRetryAfter(header('retry-after'), Date.now()),
  }
  return {
    failure,
    error: problemError(status, text, header('x-backendai-request-id') ?? header('x-request-id')),
  }
}

/** Reads a JSON answer through its schema; a mismatch names the field. */
export function parseAnswer<Schema extends z.core.$ZodType>(
  text: string,
  schema: Schema,
  what: string,
): z.output<Schema> {
  if (text.trim() === '') {
    const nothing = z.safeParse(schema, undefined)
    if (nothing.success) return nothing.data
    throw new ProtocolError(`The answer to ${what} is empty.`)
  }
  return checkAnswer(parseJson(text, what), schema, what)
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // Broken JSON is not shown: it may be the answer that hands out a key.
    const problem = /^\s*[[{"]/.test(text)
      ? `is broken JSON of ${text.length} characters`
      : `is not JSON: ${plainText(text)}`
    throw new ProtocolError(`The answer to ${what} ${problem}.`, {cause})
  }
}

const english = z.locales.en()

/** Schemas that an answer has been checked with. */
const used = new WeakSet<z.core.$ZodType>()

/** Checks a value the manager sent. Rejects with `ProtocolError` that names the field. */
export function checkAnswer<Schema extends z.core.$ZodType>(
  value: unknown,
  schema: Schema,
  what: string,
): z.output<Schema> {
  // zod compiles a checker of its own for each object, which pays only for more than one answer.
  const parsed = z.safeParse(schema, value, {jitless: !used.has(schema), error: english.localeError})
  used.add(schema)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.')
  throw new ProtocolError(
    `The answer to ${what} is not as expected${field ? ` at ${field}` : ''}: ${issue?.message ?? 'unknown shape'}.`,
    {cause: parsed.error, hints: ['The manager may be of a release that this version does not know.']},
  )
}
