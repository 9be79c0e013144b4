/** What a process status of `bai` means; `bai help exit-codes` prints this table. */
export const EXIT_CODES = [
  [0, 'ok'],
  [1, 'failure'],
  [2, 'usage: a wrong flag, argument or value'],
  [3, 'a wait timed out'],
  [4, 'ambiguous reference'],
  [5, 'not found'],
  [6, 'not allowed, or not logged in'],
  [7, 'quota or conflict'],
  [8, 'the session, or a task of the manager, failed or was cancelled'],
  [9, 'unreachable: manager, host, Docker, database or etcd'],
  [10, 'this manager cannot do it'],
  [11, 'a check failed'],
  [12, 'refused without --yes'],
  [124, 'run and exec: the deadline passed'],
  [125, 'run and exec: the platform or bai itself failed'],
  [130, 'interrupted'],
] as const

export type ExitCode = (typeof EXIT_CODES)[number][0]

const BY_ERROR_CODE: Readonly<Record<string, ExitCode>> = {
  USAGE: 2,
  INVALID_VALUE: 2,
  WAIT_TIMEOUT: 3,
  AMBIGUOUS: 4,
  NOT_FOUND: 5,
  NOT_LOGGED_IN: 6,
  OTP_REQUIRED: 6,
  NOT_ALLOWED: 6,
  CONFLICT: 7,
  QUOTA: 7,
  SESSION_FAILED: 8,
  TASK_FAILED: 8,
  UNREACHABLE: 9,
  REQUEST_TIMEOUT: 9,
  UNAVAILABLE: 9,
  UNSUPPORTED: 10,
  CHECK_FAILED: 11,
  NOT_CONFIRMED: 12,
  DEADLINE: 124,
  ABORTED: 130,
}

/** The process status for an error's stable code; 1 for every code that has none of its own. */
export function exitCodeOf(errorCode: string): ExitCode {
  return BY_ERROR_CODE[errorCode] ?? 1
}
