import {imageFacts, isVersion, type BackendAI, type JobResult, type SessionSpec} from '../../sdk/index.js'
import {KeptText} from '../output/kept-text.js'

/** An image that shall be tried. */
export interface ImageTrial {
  /** As it was typed. */
  typed: string
  spec: SessionSpec
  /** What Python imports. */
  library: string
  /** The version it must have; null when nobody says. */
  expected: string | null
}

/** What was found in an image. */
export interface TriedImage {
  image: string
  reference: string
  library: string
  expected: string | null
  /** What the library itself says. */
  version: string | null
  python: string | null
  ok: boolean
  error: string | null
  /** The platform failed: nothing was learned about the image. */
  failure: JobResult['error']
}

/** Modules that have another name than their framework. */
const MODULES: Readonly<Record<string, string>> = {
  pytorch: 'torch',
  'scikit-learn': 'sklearn',
  sklearn: 'sklearn',
  tf: 'tensorflow',
}

/** Names that speak of a system and promise no library: there, Python itself is tried. */
const SYSTEMS = new Set(['base', 'linux', 'ubuntu', 'debian', 'alpine', 'centos', 'rocky', 'fedora', 'ubi'])

/** The version as the module tells it, else as it was installed. `python` stands for the interpreter. */
const PROGRAM = `
import importlib, json, platform, sys
name = sys.argv[1]
python = platform.python_version()
if name == 'python':
    version = python
else:
    module = importlib.import_module(name)
    version = getattr(module, '__version__', None)
    if version is None:
        from importlib import metadata
        version = metadata.version(name)
print(json.dumps({'version': str(version), 'python': python}))
`
/** Images have one or the other. */
const START =
  'p=$(command -v python3 || command -v python) || { echo "there is no Python in it" >&2; exit 127; }; exec "$p" -c "$1" "$2"'
const ANSWER_WITHIN_MS = 300_000

/** What the name of an image lets one import, and which version it promises. */
export function trialOf(
  typed: string,
  spec: SessionSpec,
  given: {library?: string | undefined; expected?: string | undefined},
): ImageTrial {
  const [name = '', tag = 'latest'] = splitTag(spec.image)
  const {framework, version} = imageFacts({name, tag})
  const isSystem = SYSTEMS.has(framework)
  const own = isSystem ? 'python' : (MODULES[framework] ?? framework.replaceAll('-', '_'))
  const library = given.library ?? own
  // The tag speaks of the library that the image is named after, and of no other.
  const promised = library === own && !isSystem ? version : null
  return {typed, spec, library, expected: given.expected ?? promised}
}

/** Starts a session from the image, asks the library for its version, and removes the session. */
export async function tryImage(
  client: BackendAI,
  trial: ImageTrial,
  options: {signal: AbortSignal; queueTimeoutMs?: number | undefined; note: (text: string) => void},
): Promise<TriedImage> {
  const [stdout, stderr] = [new KeptText(), new KeptText()]
  const result = await client.run(
    {
      session: trial.spec,
      words: ['sh', '-c', START, 'sh', PROGRAM, trial.library],
      queueTimeoutMs: options.queueTimeoutMs,
      timeoutMs: ANSWER_WITHIN_MS,
    },
    {
      ...{stdout, stderr},
      signal: options.signal,
      onEvent: (event) => {
        if (event.kind === 'status') options.note(`${trial.typed}: ${event.status}`)
      },
    },
  )
  return judge(trial, result, {stdout: stdout.text, stderr: stderr.text})
}

function judge(
  {typed, spec, library, expected}: ImageTrial,
  result: JobResult,
  said: {stdout: string; stderr: string},
): TriedImage {
  const row = {image: typed, reference: spec.image, library, expected, version: null, python: null}
  if (result.error) return {...row, ok: false, error: result.error.message, failure: result.error}
  const found = result.exitCode === 0 ? readAnswer(said.stdout) : undefined
  if (!found) {
    const words = said.stderr.trim().split('\n').at(-1) ?? ''
    return {
      ...row,
      ok: false,
      error: words === '' ? `it ended with ${result.exitCode}` : words,
      failure: null,
    }
  }
  const ok = expected === null || isVersion(found.version, expected)
  return {...row, ...found, ok, error: ok ? null : `it is ${found.version}, not ${expected}`, failure: null}
}

/** Libraries write what they like when they are imported; the answer is the last line. */
function readAnswer(text: string): {version: string; python: string} | undefined {
  try {
    const answer: unknown = JSON.parse(text.trim().split('\n').at(-1) ?? '')
    if (typeof answer !== 'object' || answer === null || !('version' in answer) || !('python' in answer)) {
      return undefined
    }
    return {version: String(answer.version), python: String(answer.python)}
  } catch {
    return undefined
  }
}

function splitTag(reference: string): [string, string] {
  const at = reference.lastIndexOf(':')
  return at > reference.lastIndexOf('/')
    ? [reference.slice(0, at), reference.slice(at + 1)]
    : [reference, 'latest']
}
