import {Writable} from 'node:stream'
import {
  isAcceleratorSlot,
  judgeGpus,
  readSeenGpus,
  readSlots,
  SEEN_GPUS_COMMAND,
  type BackendAI,
  type GpuVerdict,
  type SeenGpu,
  type Session,
  type SessionSpec,
  type SlotAmounts,
} from '../../sdk/index.js'
import {CheckFailedError} from '../errors.js'

/** What one session was given, and what it sees. */
export interface VerifiedGpus extends GpuVerdict {
  session: string
  sessionId: string | null
  /** GPUs and fractions of them, as the manager says. */
  share: number
  gpus: SeenGpu[]
}

export interface VerifyOptions {
  /** Memory of 1.0 GPU. */
  gpuMemoryBytes: number
  tolerancePercent: number
  signal: AbortSignal
  note: (text: string) => void
}

/** Longest time for nvidia-smi; it hangs where the driver does. */
const ANSWER_WITHIN_MS = 30_000
/** Longest wait for a session of our own to run. */
const QUEUE_WITHIN_MS = 600_000
const NOT_FOUND_STATUS = 127

/** Looks into a session that runs. */
export async function verifySession(
  client: BackendAI,
  session: Session,
  options: VerifyOptions,
): Promise<VerifiedGpus> {
  const channel = await client.openChannel(session, {signal: options.signal})
  const output = new Collected()
  try {
    const {exitCode} = await channel.run(
      {words: SEEN_GPUS_COMMAND},
      {stdout: output.stdout, stderr: output.stderr, signal: options.signal, timeoutMs: ANSWER_WITHIN_MS},
    )
    const share = shareIn(session.occupiedSlots)
    return verdict({session: session.name, sessionId: session.id, share, exitCode, output}, options)
  } finally {
    channel.close()
  }
}

/** Starts a session for it, looks into it, and removes it. */
export async function verifyNewSession(
  client: BackendAI,
  spec: SessionSpec,
  options: VerifyOptions,
): Promise<VerifiedGpus> {
  const output = new Collected()
  const result = await client.run(
    {session: spec, words: SEEN_GPUS_COMMAND, queueTimeoutMs: QUEUE_WITHIN_MS, timeoutMs: ANSWER_WITHIN_MS},
    {
      stdout: output.stdout,
      stderr: output.stderr,
      signal: options.signal,
      onEvent: (event) => {
        if (event.kind === 'status') options.note(`${event.session.name}: ${event.status}`)
      },
    },
  )
  if (result.error) throw result.error
  const {exitCode, session} = result
  const share = shareIn(spec.resources)
  return verdict({session: spec.name, sessionId: session?.id ?? null, share, exitCode, output}, options)
}

interface Look {
  session: string
  sessionId: string | null
  share: number
  exitCode: number
  output: Collected
}

function verdict({session, sessionId, share, exitCode, output}: Look, options: VerifyOptions): VerifiedGpus {
  // An image without nvidia-smi, in a container without a GPU, sees none: that is a result.
  if (exitCode !== 0 && !(exitCode === NOT_FOUND_STATUS && share === 0)) {
    throw new CheckFailedError(`nvidia-smi in ${session} ended with ${exitCode}: ${output.words()}`, [
      exitCode === NOT_FOUND_STATUS
        ? 'The image has no nvidia-smi, or the container was given no GPU.'
        : 'The driver on the node, or the GPU in the container, is out of order.',
    ])
  }
  const gpus = exitCode === 0 ? readSeenGpus(output.text()) : []
  return {session, sessionId, share, gpus, ...judgeGpus(gpus, {share, ...options})}
}

/** All GPUs and fractions of them in these amounts. */
function shareIn(slots: SlotAmounts): number {
  return [...readSlots(slots)]
    .filter(([slot]) => isAcceleratorSlot(slot))
    .reduce((sum, [, amount]) => sum + amount.toNumber(), 0)
}

/** What a short command wrote. */
class Collected {
  readonly #out: Buffer[] = []
  readonly #err: Buffer[] = []
  readonly stdout = into(this.#out)
  readonly stderr = into(this.#err)

  text(): string {
    return Buffer.concat(this.#out).toString('utf8')
  }

  /** One line for an error. */
  words(): string {
    const all = `${Buffer.concat(this.#err).toString('utf8')} ${this.text()}`
    return all.trim().replaceAll(/\s+/g, ' ').slice(0, 200) || 'it said nothing.'
  }
}

function into(chunks: Buffer[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
}
