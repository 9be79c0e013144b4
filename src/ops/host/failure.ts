import {OpsNotAllowedError, OpsNotFoundError, OpsUnreachableError, type OpsError} from '../errors.js'

/** What is known about a program that did not end well. */
export interface Ended {
  host: string
  program: string
  stderr: string
  /** Whether it was started by sudo. */
  sudo: boolean
}

/** sudo and env fail in their own name: told apart from the program's failures by the name they print. */
export function failureOfLocal({host, program, stderr, sudo}: Ended): OpsError | undefined {
  const words = sudo ? /^sudo: (.*)$/m.exec(stderr)?.[1] : undefined
  if (words === undefined) return undefined
  if (/command not found/.test(words)) return noProgram(program, host)
  return new OpsNotAllowedError(`sudo on ${host} refused to run ${program}: ${words}.`, {
    hints: [
      'bai never types a password: let the account run it without one (NOPASSWD in sudoers), or log in as root.',
    ],
  })
}

/** There is no such program on the host. */
export function noProgram(program: string, host: string): OpsNotFoundError {
  return new OpsNotFoundError(`There is no program ${program} on ${host}.`, {
    hints: [`Install ${program} there, or see that it is in the PATH of a login without terminal.`],
  })
}

/** There is no such folder on the host. */
export function noFolder(folder: string, host: string): OpsNotFoundError {
  return new OpsNotFoundError(`There is no folder ${folder} on ${host}.`, {
    hints: ['Correct the path in the site file: bai ops config show.'],
  })
}

const SSH_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /Permission denied/,
    'Load the key into the agent, or name it in ~/.ssh/config; bai never asks for a password.',
  ],
  [
    /Host key verification failed|REMOTE HOST IDENTIFICATION/,
    'Connect once by hand with ssh and check its key.',
  ],
  [/Could not resolve|Name or service not known/, 'Check the name of the host in the site file.'],
  [/Connection refused/, 'Is sshd running there, and is the port right?'],
  [/timed out|Timeout/, 'Is the host up, and does a firewall let ssh through?'],
]

/** What ssh itself said when it could not connect or lost the connection. */
export function failureOfSsh(host: string, stderr: string, cause?: unknown): OpsError {
  const lines = stderr.split('\n').map((line) => line.trim())
  const words = lines.filter((line) => line !== '' && !/^(@|\*\*)/.test(line)).slice(-2)
  const hint = SSH_WORDS.find(([pattern]) => pattern.test(stderr))?.[1]
  const hints = [hint ?? `Try by hand: ssh ${host}`]
  const refused = /Permission denied/.test(stderr)
  const message = `Cannot reach ${host} by ssh: ${words.join(' ') || 'the connection was lost'}`
  const Kind = refused ? OpsNotAllowedError : OpsUnreachableError
  return new Kind(/[.!?]$/.test(message) ? message : `${message}.`, {hints, cause})
}
