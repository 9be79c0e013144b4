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
  ['BAI_OVERRIDE_STORAGE_PROXY, BACKEND_OVERRIDE_STORAGE_PROXY', 'ADDRESS=ADDRESS FROM HERE,…'],
  ['BACKEND_CONNECTION_TIMEOUT, BACKEND_READ_TIMEOUT', 'seconds'],
  ['HTTP_PROXY, HTTPS_PROXY, NO_PROXY', 'proxies'],
  ['BAI_CONFIG_DIR, BAI_CACHE_DIR, BAI_STATE_DIR', 'folders instead of the usual ones'],
  ['NO_COLOR, FORCE_COLOR', 'colour'],
]

const REFERENCES = `How commands take sessions (REF):

  train-1            the name of a live session
  4e37f15c-f87a-…    the id; reaches ended ones, too
  tra, 4e37f         the beginning of a name or an id, if it is the only one
  @last              what you created last
  @train             the members of the array "train": train-1, train-2, …
  -                  read them from standard input, one a line or in a row

What could mean several sessions is an error that lists them (exit status 4), never a guess.
`

const OUTPUT = `Results go to stdout, everything else to stderr.

  -o table           for people; fitted to the terminal (the default)
  -o wide            more columns
  -o json, --json    one document; {"error": …} when it fails
  -o ndjson          one object a line, as they come
  -o yaml, -o csv
  -o name, -q        names only, ids only: one a line
  -o template='{{name}} {{status}}'

  --columns a,b      these columns in this order; the keys are those of JSON
  --sort -age,name   sort; - before a name turns it round
  --no-header        without the heading
  --limit N          at most N rows; stderr tells when there are more
  -w, --watch        again at every change; with ndjson one object for each

Amounts are exact decimals as text, sizes are bytes, durations milliseconds, times ISO-8601 in UTC.
Colour: --no-color, NO_COLOR, FORCE_COLOR; none in a pipe.
`

const FILTERS = `--filter takes rows by the keys of JSON; given several times, all must hold.

  --filter status=RUNNING        is
  --filter 'status!=RUNNING'     is not
  --filter 'name~train'          has this in it, in any case
  --filter 'gpu>0.4'             is more (also <, >=, <=)

Lists are asked for page by page and filtered here. Flags such as --status, --since and --image ask
the manager for less, and are quicker on a long list.
`

const TOPICS: Readonly<Record<string, () => string>> = {
  'exit-codes': exitCodes,
  environment,
  references: () => REFERENCES,
  output: () => OUTPUT,
  filters: () => FILTERS,
}

/** Names of the topics. */
export const TOPIC_NAMES = Object.keys(TOPICS)

/** Text of a help topic; undefined when the words are no topic. */
export function helpTopic(words: string): string | undefined {
  return Object.hasOwn(TOPICS, words) ? TOPICS[words]?.() : undefined
}

function exitCodes(): string {
  const lines = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`)
  return `Exit status of bai:\n\n${lines.join('\n')}\n`
}

function environment(): string {
  const lines = VARIABLES.map(([names, meaning]) => `  ${names}\n      ${meaning}`)
  return `BAI_* goes before BACKEND_*. A flag goes before both; the project file and the profile come after.\n\n${lines.join('\n')}\n`
}
