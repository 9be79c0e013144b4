import type {Found} from './discover.js'

/** What goes into the site file, and what was found besides it. */
export interface Chosen {
  kept: Found[]
  /** The same services once more, in other compose projects. */
  rivals: Found[]
}

/**
 * Chooses one container file for each compose service: of the project that has the most of the services, so that they
 * belong together. A container may be seen from several hosts that share an engine: the first one keeps it.
 */
export function chooseFound(found: readonly Found[], {project}: {project: string | undefined}): Chosen {
  const made = found.filter((one) => one.file !== undefined)
  const wanted = made.filter((one) => project === undefined || one.project === project)
  const size = (one: Found): number =>
    new Set(wanted.filter((other) => other.project === one.project).map(({service}) => service)).size
  const kept: Found[] = found.filter((one) => one.file === undefined)
  const rivals: Found[] = []
  for (const one of wanted.toSorted((a, b) => size(b) - size(a))) {
    const before = kept.find((other) => other.service === one.service && other.file !== undefined)
    if (before === undefined) kept.push(one)
    else if (before.file !== one.file || before.project !== one.project) rivals.push(one)
  }
  return {kept, rivals}
}
