/** How one run ended, as a test report shows it. */
export interface JunitCase {
  name: string
  seconds: number
  /** Absent when it passed. */
  problem?: JunitProblem
  /** The end of what it wrote. */
  stdout: string
  stderr: string
}

/** `failure`: the command ended with another status than 0; `error`: the platform failed, or time was up. */
export interface JunitProblem {
  kind: 'failure' | 'error'
  message: string
}

/**
 * A test report that CI systems read: one suite with a case for each run. (JUnit's format has no standard of its own;
 * these are the elements that GitLab, Jenkins and the GitHub actions agree on.)
 */
export function junitReport(suite: string, startedAt: Date, cases: readonly JunitCase[]): string {
  const count = (kind: JunitProblem['kind']): number =>
    cases.filter(({problem}) => problem?.kind === kind).length
  const totals = {
    name: suite,
    tests: String(cases.length),
    failures: String(count('failure')),
    errors: String(count('error')),
    skipped: '0',
    time: cases.reduce((sum, {seconds}) => sum + seconds, 0).toFixed(3),
    timestamp: startedAt.toISOString().replace(/\.\d+Z$/, ''),
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${attributes(totals)}>`,
    ...cases.flatMap((each) => caseLines(suite, each)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseLines(suite: string, {name, seconds, problem, stdout, stderr}: JunitCase): string[] {
  const head = attributes({classname: suite, name, time: seconds.toFixed(3)})
  return [
    `    <testcase${head}>`,
    ...(problem ? [`      <${problem.kind}${attributes({message: problem.message})}/>`] : []),
    ...(stdout === '' ? [] : [`      <system-out>${text(stdout)}</system-out>`]),
    ...(stderr === '' ? [] : [`      <system-err>${text(stderr)}</system-err>`]),
    '    </testcase>',
  ]
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${attribute(value)}"`)
    .join('')
}

function attribute(value: string): string {
  return text(value)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;')
}

/** What XML 1.0 cannot hold even escaped: most control characters, halves of surrogate pairs, two non-characters. */
// eslint-disable-next-line no-control-regex
const UNSPEAKABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu

function text(value: string): string {
  return value
    .replaceAll(UNSPEAKABLE, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
