// @ts-check
// The command surface: what people and scripts type. A change of it is a change of the product.

/**
 * @typedef {object} FlagEntry
 * @property {string} name
 * @property {string} type boolean or option.
 * @property {string} [char]
 * @property {readonly string[]} [aliases]
 * @property {readonly string[]} [charAliases]
 * @property {readonly string[]} [options]
 * @property {boolean} [multiple]
 * @property {boolean} [required]
 * @property {boolean} [allowNo]
 * @property {boolean} [hidden]
 * @property {unknown} [default]
 * @property {readonly string[]} [dependsOn]
 * @property {readonly string[]} [exclusive]
 */

/**
 * @typedef {object} CommandEntry
 * @property {readonly string[]} [aliases]
 * @property {Record<string, {required?: boolean, options?: readonly string[]}>} [args]
 * @property {Record<string, FlagEntry>} [flags]
 * @property {boolean} [strict]
 * @property {boolean} [hidden]
 */

/**
 * The surface of a manifest: one line for each command, argument and flag, in a stable order.
 * @param {{commands: Record<string, CommandEntry>}} manifest
 */
export function surfaceOf({commands}) {
  return Object.fromEntries(
    sorted(commands).map(([id, command]) => [id.replaceAll(':', ' '), commandSurface(command)]),
  )
}

/** @param {{commands: Record<string, CommandEntry>}} manifest */
export function surfaceText(manifest) {
  return `${JSON.stringify(surfaceOf(manifest), null, 2)}\n`
}

/** @param {CommandEntry} command */
function commandSurface({aliases = [], args = {}, flags = {}, strict, hidden}) {
  return {
    ...(aliases.length > 0 && {aliases: aliases.map((alias) => alias.replaceAll(':', ' ')).sort()}),
    ...(hidden && {hidden}),
    args: {
      // Arguments have an order; it is part of what people type.
      ...Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, argumentSurface(arg)])),
      ...(strict === false && {'…': 'any number'}),
    },
    flags: Object.fromEntries(sorted(flags).map(([name, flag]) => [`--${name}`, flagSurface(flag)])),
  }
}

/** @param {{required?: boolean, options?: readonly string[]}} arg */
function argumentSurface({required, options}) {
  return [required ? 'required' : 'optional', ...(options ? [`one of ${options.join('|')}`] : [])].join(', ')
}

/** @param {FlagEntry} flag */
function flagSurface(flag) {
  const {char, charAliases = [], aliases = [], dependsOn = [], exclusive = [], options} = flag
  return [
    ...[char ?? [], ...charAliases].flat().map((letter) => `-${letter}`),
    ...aliases.map((alias) => `--${alias}`),
    flag.type === 'boolean' ? 'boolean' : options ? `one of ${options.join('|')}` : 'value',
    ...(flag.allowNo ? [`also --no-${flag.name}`] : []),
    ...(flag.multiple ? ['repeatable'] : []),
    ...(flag.required ? ['required'] : []),
    ...(flag.hidden ? ['hidden'] : []),
    ...(flag.default === undefined || flag.default === false
      ? []
      : [`default ${JSON.stringify(flag.default)}`]),
    ...(dependsOn.length > 0 ? [`needs --${dependsOn.join(' --')}`] : []),
    ...(exclusive.length > 0 ? [`not with --${exclusive.join(' --')}`] : []),
  ].join(', ')
}

/**
 * @template T
 * @param {Record<string, T>} record
 * @returns {[string, T][]}
 */
function sorted(record) {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}
