import {
  AbortedError,
  bareSession,
  needsOf,
  SessionFailedError,
  WaitTimeoutError,
  type BackendAI,
  type CreateOutcome,
  type Session,
  type SessionPlan,
  type WaitResult,
} from '../../sdk/index.js'
import {UsageError} from '../errors.js'
import type {LastCreated} from '../config/last-created.js'
import type {SessionRow} from '../views/session.js'
import {createInTurn} from './create-in-turn.js'
import {fieldsFor, needNothingMore} from './list-parts.js'
import {amountsText, WaitReasons} from './rows.js'

/** What a create run needs from its command. */
export interface CreateRunContext {
  client: BackendAI
  signal: AbortSignal
  note: (text: string) => void
  /** Columns that `show` looks at; any when undefined. */
  columns: ReadonlySet<string> | undefined
  show: (rows: readonly SessionRow[]) => Promise<void>
  remember: (last: LastCreated) => Promise<void>
}

type Created = Extract<CreateOutcome, {error?: never}>

export interface CreateRunOptions {
  wait?: boolean
  /** Milliseconds. */
  timeout?: number | undefined
  atomic?: boolean
  jobs?: number | undefined
  /** Most of them that live at a time; then the run lasts until the last one is created. */
  atOnce?: number | undefined
}

/**
 * Carries out a plan: creates, waits when asked, shows what there is, and then fails with the first thing that went
 * wrong. What was created is never left unnamed.
 */
export async function runCreate(
  plan: SessionPlan,
  context: CreateRunContext,
  options: CreateRunOptions,
): Promise<void> {
  const {signal} = context
  if (options.atomic && options.atOnce !== undefined)
    throw new UsageError('--atomic is for sessions that live at the same time; --array has a limit with %.')
  const outcomes = await createAll(plan, context, options)
  const created = outcomes.filter((outcome) => outcome.session !== undefined)
  const ids = created.map((outcome) => outcome.session.id)
  await remember(plan, created, context)
  try {
    if (signal.aborted) throw new AbortedError('Interrupted.')
    const waited = options.wait && ids.length > 0 ? await waitUntilRunning(ids, context, options) : undefined
    await context.show(await rowsOf(created, waited, context))
    failForCreation(outcomes, context.note)
    if (waited) failForWait(waited)
  } catch (error) {
    if (error instanceof AbortedError || signal.aborted) nameCreated(created, outcomes, context.note)
    throw error
  }
}

/** What there is of them; nothing more is asked for where their ids and names will do. */
async function rowsOf(
  created: readonly Created[],
  waited: WaitResult | undefined,
  {client, columns, signal}: CreateRunContext,
): Promise<SessionRow[]> {
  if (!waited && needNothingMore(columns)) {
    return created.map(({session}) => ({...bareSession(session), position: null, reason: null}))
  }
  const ids = created.map(({session}) => session.id)
  const sessions = waited?.sessions ?? (await client.sessions.getMany(ids, {signal, ...fieldsFor(columns)}))
  return new WaitReasons(client, signal).rows(sessions)
}

/** Makes them, and tells a person who interrupts what is waited for. */
async function createAll(
  plan: SessionPlan,
  {client, signal, note}: CreateRunContext,
  options: CreateRunOptions,
): Promise<CreateOutcome[]> {
  const onAbort = (): void => note('Interrupted; waiting for the answer to what was asked already.')
  signal.addEventListener('abort', onAbort, {once: true})
  const {atOnce} = options
  try {
    if (atOnce !== undefined) return await createInTurn(client, plan.specs, {atOnce, signal, note})
    return await client.createMany(plan.specs, {signal, ...jobOptions(options, plan.specs.length)})
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** A handful goes one after the other, so that the first of them is first in the queue, too. */
const IN_ORDER = 8

function jobOptions(options: CreateRunOptions, count: number): {jobs: number; atomic?: boolean} {
  return {
    jobs: options.jobs ?? (count <= IN_ORDER ? 1 : 4),
    ...(options.atomic !== undefined && {atomic: options.atomic}),
  }
}

async function remember(
  plan: SessionPlan,
  created: readonly Created[],
  context: CreateRunContext,
): Promise<void> {
  if (created.length === 0) return
  const last: LastCreated = {
    ids: created.map(({session}) => session.id),
    names: created.map(({name}) => name),
    at: new Date(),
    ...(plan.array !== undefined && {array: plan.array}),
  }
  try {
    await context.remember(last)
  } catch (error) {
    context.note(`@last is not remembered: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function waitUntilRunning(
  ids: readonly string[],
  context: CreateRunContext,
  options: CreateRunOptions,
): Promise<WaitResult> {
  const told = new Map<string, string>()
  return context.client.wait(ids, {
    goals: ['running'],
    signal: context.signal,
    withinMs: options.timeout,
    onChange: (sessions) => {
      for (const session of sessions) {
        if (told.get(session.id) !== session.status) context.note(`${session.name}: ${session.status}`)
        told.set(session.id, session.status)
      }
    },
  })
}

function failForCreation(outcomes: readonly CreateOutcome[], note: (text: string) => void): void {
  const failed = outcomes.filter((outcome) => outcome.error !== undefined)
  for (const {name, error} of failed.slice(1)) note(`${name}: ${error.message}`)
  if (failed[0]) throw failed[0].error
}

function failForWait({outcome, sessions}: WaitResult): void {
  if (outcome === 'reached') return
  const isRunning = (session: Session) => session.status === 'RUNNING'
  const running = sessions.filter(isRunning).length
  const others = sessions.filter((session) => !isRunning(session))
  const words = others.map((session) => `${session.name} is ${session.status}`).join(', ')
  if (outcome === 'failed') {
    const reason = others.map((session) => session.failure ?? session.statusInfo).find((text) => text)
    throw new SessionFailedError(`${words}${reason ? `: ${reason}` : ''}.`, {
      hints: others.slice(0, 1).map((session) => `See \`bai session why ${session.name}\`.`),
    })
  }
  throw new WaitTimeoutError(`Time is up: ${running} of ${sessions.length} sessions are running; ${words}.`, {
    hints: [`See \`bai session why ${others[0]?.name ?? '@last'}\`.`, ...needsHint(others[0])],
  })
}

function needsHint(session: Session | undefined): string[] {
  return session ? [`${session.name} needs ${amountsText(needsOf(session))}.`] : []
}

function nameCreated(
  created: readonly Created[],
  outcomes: readonly CreateOutcome[],
  note: (text: string) => void,
): void {
  for (const {name, unanswered} of outcomes.filter((outcome) => outcome.error !== undefined)) {
    if (unanswered) note(`${name} may have been created; \`bai session list\` shows whether it is there.`)
  }
  if (created.length === 0) return
  note('Created before the interruption, and still there:')
  for (const {name, session} of created) note(`  ${name}  ${session.id}`)
  note('End them with `bai session rm @last`.')
}
