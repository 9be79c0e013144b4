import {UsageError} from '../errors.js'

/** One run of a matrix: its variables, in the order of the flags. */
export interface Combination {
  /** `lr=1e-3 seed=2`; empty when there is no matrix. */
  label: string
  variables: Readonly<Record<string, string>>
}

/** More runs than this are more likely a slip than a wish. */
const MOST_RUNS = 1000
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * All combinations of `--matrix NAME=a,b,c` flags; the last flag changes fastest. Without flags it is the one empty
 * combination. Rejects with `UsageError` for a name that is no variable, an empty or a repeated value.
 */
export function combinations(flags: readonly string[]): Combination[] {
  const axes = flags.map(readAxis)
  const twice = axes.find(({name}, i) => axes.findIndex((axis) => axis.name === name) !== i)
  if (twice) throw new UsageError(`--matrix: ${twice.name} is there twice.`, ['Put its values in one flag.'])
  const count = axes.reduce((product, {values}) => product * values.length, 1)
  if (count > MOST_RUNS) {
    throw new UsageError(`--matrix: that makes ${count} runs; ${MOST_RUNS} are the most.`)
  }
  return axes
    .reduce<[string, string][][]>(
      (rows, {name, values}) =>
        rows.flatMap((row) => values.map((value): [string, string][] => [...row, [name, value]])),
      [[]],
    )
    .map((pairs) => ({
      label: pairs.map(([name, value]) => `${name}=${value}`).join(' '),
      variables: Object.fromEntries(pairs),
    }))
}

/** A folder name for a combination: `lr=1e-3,seed=2`, without characters that mean something in a path. */
export function folderOf({label}: Combination): string {
  return label.replaceAll(' ', ',').replaceAll(/[^\w.,=+-]/g, '_')
}

function readAxis(flag: string): {name: string; values: string[]} {
  const [name = '', list] = flag.split(/=(.*)/s)
  if (!VARIABLE.test(name) || list === undefined) {
    throw new UsageError(`--matrix: "${flag}" is not NAME=VALUE,VALUE.`, ['Write --matrix lr=1e-3,1e-4.'])
  }
  const values = list.split(',')
  if (values.includes('')) throw new UsageError(`--matrix: ${name} has an empty value in "${list}".`)
  const again = values.find((value, i) => values.indexOf(value) !== i)
  if (again !== undefined) throw new UsageError(`--matrix: ${name} has the value ${again} twice.`)
  return {name, values}
}
