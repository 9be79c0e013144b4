import {createHash} from 'node:crypto'
import {mkdir, readdir, readFile, rm, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {z} from 'zod'
import type {TransferAddress, UploadMemory} from '../../sdk/index.js'
import {writeAtomically} from '../config/atomic-file.js'

/** Storage proxies forget an upload after a day. */
const KEPT_MS = 2 * 24 * 3_600_000

const address = z.object({url: z.string(), token: z.string()})

/** Uploads that broke off, each a file that only the user can read: what it holds permits to upload. */
export class UploadFiles implements UploadMemory {
  readonly #folder: string

  constructor(
    stateFolder: string,
    private readonly owner: string,
  ) {
    this.#folder = join(stateFolder, 'uploads')
  }

  async get(key: string): Promise<TransferAddress | undefined> {
    const text = await readFile(this.#fileOf(key), 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    const read = z
      .string()
      .transform((value) => JSON.parse(value) as unknown)
      .pipe(address)
      .safeParse(text)
    return read.data
  }

  async set(key: string, value: TransferAddress): Promise<void> {
    await mkdir(this.#folder, {recursive: true, mode: 0o700})
    await this.#tidy()
    await writeAtomically(this.#fileOf(key), JSON.stringify(value), {durable: false})
  }

  delete(key: string): Promise<void> {
    return rm(this.#fileOf(key), {force: true})
  }

  #fileOf(key: string): string {
    const digest = createHash('sha256').update(`${this.owner}\n${key}`).digest('hex').slice(0, 32)
    return join(this.#folder, `${digest}.json`)
  }

  async #tidy(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const file = join(this.#folder, name)
      const found = await stat(file).catch(() => undefined)
      if (found && Date.now() - found.mtimeMs > KEPT_MS) await rm(file, {force: true})
    }
  }
}
