/** Which backups to keep. At least one rule must be given. */
export interface KeepRules {
  /** The newest so many. */
  last?: number | undefined
  /** The newest of each of the last so many days, weeks, months that have one. */
  daily?: number | undefined
  weekly?: number | undefined
  monthly?: number | undefined
}

export interface Kept<Item> {
  keep: {item: Item; reasons: string[]}[]
  remove: Item[]
}

/**
 * Chooses among good backups of one kind, newest first. The newest one is always kept. Damaged ones are no concern of
 * this function: they must neither count nor be removed silently.
 */
export function selectKept<Item extends {createdAt: Date}>(
  newestFirst: readonly Item[],
  rules: KeepRules,
): Kept<Item> {
  const reasons = new Map<Item, string[]>()
  const give = (item: Item, reason: string): void =>
    void reasons.set(item, [...(reasons.get(item) ?? []), reason])
  const newest = newestFirst[0]
  if (newest) give(newest, 'newest')
  for (const item of newestFirst.slice(0, rules.last ?? 0)) give(item, 'last')
  for (const [name, count, periodOf] of periodsOf(rules)) {
    const seen = new Set<string>()
    for (const item of newestFirst) {
      const period = periodOf(item.createdAt)
      if (seen.has(period) || seen.size >= count) continue
      seen.add(period)
      give(item, name)
    }
  }
  return {
    keep: newestFirst.flatMap((item) => {
      const given = reasons.get(item)
      return given ? [{item, reasons: given}] : []
    }),
    remove: newestFirst.filter((item) => !reasons.has(item)),
  }
}

type Period = readonly [name: string, count: number, of: (date: Date) => string]

function periodsOf(rules: KeepRules): Period[] {
  return [
    ['daily', rules.daily ?? 0, (date) => date.toISOString().slice(0, 10)],
    ['weekly', rules.weekly ?? 0, weekOf],
    ['monthly', rules.monthly ?? 0, (date) => date.toISOString().slice(0, 7)],
  ]
}

/** The Monday of the date's week, UTC. */
function weekOf(date: Date): string {
  const monday = new Date(date)
  monday.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return monday.toISOString().slice(0, 10)
}
