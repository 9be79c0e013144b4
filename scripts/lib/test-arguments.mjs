// @ts-check

/**
 * @typedef {object} TestArguments
 * @property {readonly string[]} tiers Names in their usual order.
 * @property {readonly string[]} mocha Passed on to mocha.
 */

/**
 * `npm test -- unit command --grep session`: tiers by name, everything else is mocha's. `--target real` turns the
 * contract tier into the real one.
 * @param {readonly string[]} argv
 * @param {readonly string[]} names All tiers in their usual order.
 * @returns {TestArguments}
 */
export function readTestArguments(argv, names) {
  const target = targetOf(argv)
  const rest = argv.filter((word, i) => !/^--target(=|$)/.test(word) && argv[i - 1] !== '--target')
  const firstOption = rest.findIndex((word) => word.startsWith('-'))
  const words = firstOption < 0 ? rest : rest.slice(0, firstOption)
  const unknown = words.find((word) => !names.includes(word))
  if (unknown !== undefined) throw new Error(`There is no tier "${unknown}". They are ${names.join(', ')}.`)
  if (target !== undefined && words.join() !== 'contract') {
    throw new Error('--target belongs to the contract tier: npm run test:contract -- --target real.')
  }
  const wanted = target === 'real' ? ['real'] : words.length > 0 ? words : names
  return {
    tiers: names.filter((name) => wanted.includes(name)),
    mocha: firstOption < 0 ? [] : rest.slice(firstOption),
  }
}

/** @param {readonly string[]} argv */
function targetOf(argv) {
  const at = argv.findIndex((word) => /^--target(=|$)/.test(word))
  if (at < 0) return undefined
  const target = argv[at] === '--target' ? argv[at + 1] : argv[at]?.slice('--target='.length)
  if (target !== 'local' && target !== 'real')
    throw new Error(`--target is local or real, not "${target ?? ''}".`)
  return target
}
