import {EXIT_CODES} from './exit-codes.js'

/** Variables that are read, in the order in which people look for them. */
const VARIABLES: readonly (readonly [string, string])[] = [
  ['BAI_ENDPOINT, BACKEND_ENDPOINT', 'manager or webserver address; several with commas'],
  ['BAI_ENDPOINT_TYPE, BACKEND_ENDPOINT_TYPE', 'api (manager) or session (webserver)'],
  ['BAI_ACCESS_KEY, BACKEND_ACCESS_KEY', 'access key of the keypair'],
  ['BAI_SECRET_KEY, BACKEND_SECRET_KEY', 'secret key of the keypair'],
  ['BAI_DOMAIN, BACKEND_DOMAIN', 'domain'],
  ['BAI_PROJECT, BAI_GROUP, BACKEND_GROUP', 'project'],
  ['BAI_RESOURCE_GROUP', 'resource group for new sessions'],
  ['BAI_IMAGE', 'image for new sessions'],
  ['BAI_GPU_MEMORY', 'memory of 1.0 GPU, for --gpu-mem'],
  ['BAI_PROFILE', 'profile to use'],
  ['BAI_CA_FILE', 'extra certificate authority, PEM'],
  ['BACKEND_SKIP_SSLCERT_VALIDATION', 'yes: do not verify certificates'],
  ['BACKEND_CONNECTION_TIMEOUT, BACKEND_READ_TIMEOUT', 'seconds'],
  ['HTTP_PROXY, HTTPS_PROXY, NO_PROXY', 'proxies'],
  ['BAI_CONFIG_DIR, BAI_CACHE_DIR, BAI_STATE_DIR', 'folders instead of the usual ones'],
  ['NO_COLOR, FORCE_COLOR', 'colour'],
]

/** Text of a help topic; undefined when the words are no topic. */
export function helpTopic(words: string): string | undefined {
  if (words === 'exit-codes') return exitCodes()
  if (words === 'environment') return environment()
  return undefined
}

function exitCodes(): string {
  const lines = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`)
  return `Exit status of bai:\n\n${lines.join('\n')}\n`
}

function environment(): string {
  const lines = VARIABLES.map(([names, meaning]) => `  ${names}\n      ${meaning}`)
  return `BAI_* goes before BACKEND_*. A flag goes before both; the project file and the profile come after.\n\n${lines.join('\n')}\n`
}
