import type {GraphSession} from '../../sdk/index.js'

/** A session at its place in the tree of a graph. */
export interface GraphRow extends GraphSession {
  /** Lines of the tree before the name. */
  branch: string
  /** 0 for the sessions that nothing waits for. */
  depth: number
}

/**
 * Lays a graph out as trees: on top those that nothing waits for, below each one what it depends on. A session that
 * several wait for has its own dependencies below it once.
 */
export function graphRows(sessions: readonly GraphSession[]): GraphRow[] {
  const byId = new Map(sessions.map((session) => [session.id, session]))
  const needed = new Set(sessions.flatMap(({dependsOn}) => dependsOn))
  const shown = new Set<string>()
  const rows: GraphRow[] = []
  const add = (session: GraphSession, at: {branch: string; rest: string; depth: number}): void => {
    rows.push({...session, branch: at.branch, depth: at.depth})
    if (shown.has(session.id)) return
    shown.add(session.id)
    const children = session.dependsOn.map((id) => byId.get(id)).filter((child) => child !== undefined)
    for (const [index, child] of children.entries()) {
      const [branch, rest] = index === children.length - 1 ? ['└─ ', '   '] : ['├─ ', '│  ']
      add(child, {branch: at.rest + branch, rest: at.rest + rest, depth: at.depth + 1})
    }
  }
  for (const session of sessions) {
    if (!needed.has(session.id)) add(session, {branch: '', rest: '', depth: 0})
  }
  return rows
}

/** The graph in the language of Graphviz; an arrow goes to what must come first. */
export function graphText(sessions: readonly GraphSession[]): string {
  const nodes = sessions.map(
    ({id, name, status}) => `  ${JSON.stringify(id)} [label=${JSON.stringify(`${name}\n${status}`)}]`,
  )
  const arrows = sessions.flatMap(({id, dependsOn}) =>
    dependsOn.map((first) => `  ${JSON.stringify(id)} -> ${JSON.stringify(first)}`),
  )
  return ['digraph sessions {', ...nodes, ...arrows, '}', ''].join('\n')
}
