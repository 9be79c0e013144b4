import {setTimeout as pause} from 'node:timers/promises'

const LOOK_EVERY_MS = 50

/** Looks until there is something to see, and gives it. Rejects with what was seen last when time is up. */
export async function until<Seen>(
  look: () => Promise<Seen | undefined> | Seen | undefined,
  what: string,
  {withinMs = 60_000, saying = () => ''}: {withinMs?: number; saying?: () => string} = {},
): Promise<Seen> {
  const end = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > end) throw new Error(`Waited ${withinMs} ms in vain for ${what}. ${saying()}`)
    await pause(LOOK_EVERY_MS)
  }
}
