import {buildSchema, graphql} from 'graphql'
import {z} from 'zod'
import type {Reply} from './http-server.js'

const questionSchema = z.object({query: z.string(), variables: z.record(z.string(), z.unknown())})

/** A question as it came to `POST /admin/gql`. */
export type Question = z.output<typeof questionSchema>

export function readQuestion(body: string): Question {
  return questionSchema.parse(JSON.parse(body))
}

/**
 * Answers GraphQL as a manager does: a real schema checks the query, and errors come with HTTP 200 in the words of
 * the manager's Python library, which quotes names with single quotes.
 */
export function graphqlReply(schemaText: string, root: Readonly<Record<string, unknown>>): Reply {
  const schema = buildSchema(schemaText)
  return (request, response) => {
    const {query, variables} = readQuestion(request.body)
    void graphql({schema, source: query, rootValue: root, variableValues: variables}).then((result) => {
      const errors = result.errors?.map(({message, locations, path}) => ({
        message: message.replaceAll('"', "'"),
        locations,
        path,
      }))
      response.writeHead(200, {'content-type': 'application/json'})
      response.end(JSON.stringify({data: result.data ?? null, errors: errors ?? null}))
    })
  }
}
