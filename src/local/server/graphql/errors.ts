import {GraphQLError} from 'graphql'
import {Problem} from '../problems.js'

/** An error of a field, with the manager's error code beside it. */
export function codedError(message: string, code: string): GraphQLError {
  return new GraphQLError(message, {extensions: {code}})
}

/** The caller may not see this. */
export function forbiddenError(detail?: string): GraphQLError {
  const message = detail === undefined ? 'Forbidden operation.' : `Forbidden operation. (${detail})`
  return codedError(message, 'backendai_generic_forbidden')
}

/** Lists of accounts are for administrators. */
export function insufficientPrivilege(): GraphQLError {
  return codedError('Insufficient privilege.', 'user_auth_forbidden')
}

/** Gives an error of a resolver the form and code that the manager answers with. */
export function presentError(error: GraphQLError): Record<string, unknown> {
  const {message, locations, path, extensions} = error.toJSON()
  const code = codeOf(error) ?? extensions?.['code']
  return {
    message: messageOf(error) ?? (path ? message : validationMessage(message)),
    ...(locations && {locations}),
    ...(path && {path}),
    ...(code !== undefined && {extensions: {code}}),
  }
}

function codeOf({originalError, path}: GraphQLError): string | undefined {
  if (originalError instanceof Problem) return originalError.kind.errorCode
  if (originalError instanceof GraphQLError) return undefined
  return path && originalError ? 'backendai_generic_internal-error' : undefined
}

function messageOf({originalError}: GraphQLError): string | undefined {
  if (!(originalError instanceof Problem)) return undefined
  const {kind, detail} = originalError
  const {title} = kind
  return detail.msg === undefined ? title : `${title} (${detail.msg})`
}

/** Managers quote names, though not values, in single quotes, and do not guess what was meant. */
function validationMessage(message: string): string {
  return message.replace(/ Did you mean .*$/s, '').replaceAll(/(?<!found )"([^"]*)"/g, "'$1'")
}
