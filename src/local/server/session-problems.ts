import {Problem} from './problems.js'

/** 400: the session is there, and nothing of it runs now. */
export function kernelNotReady(): Problem {
  return new Problem({
    status: 400,
    slug: 'kernel-not-ready',
    title: 'Kernel not ready.',
    errorCode: 'kernel_execute_not-ready',
  })
}

/** 500, as managers answer requests to execute something that lack a part. */
export function invalidSessionData(msg: string): Problem {
  return new Problem(
    {
      status: 500,
      slug: 'invalid-session-data',
      title: 'Session data has an invalid type or format.',
      errorCode: 'session_read_invalid-data-format',
    },
    {msg},
  )
}
