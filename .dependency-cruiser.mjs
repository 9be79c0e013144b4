// @ts-check
// Which folder may import which. The table in CONTRIBUTING.md ("Layers") in words a program can check;
// test/unit/scripts/layers.test.ts proves for each rule that it bites.
import {VENDORED} from './scripts/lib/vendor.mjs'

/** @typedef {import('dependency-cruiser').IRegularForbiddenRuleType} Rule */

/** @type {import('dependency-cruiser').DependencyType[]} */
const TYPES_ONLY = ['type-only']

/**
 * Packages by name.
 * @param {readonly string[]} names
 */
const packages = (names) => `node_modules/(${names.join('|').replaceAll('.', '\\.')})/`

/**
 * A folder of src may import itself and what is listed, no other folder of src.
 * @param {string} name
 * @param {string} comment
 * @param {string} from
 * @param {readonly string[]} others
 * @returns {Rule}
 */
const folder = (name, comment, from, others) => ({
  name: `${name}-imports`,
  comment,
  severity: 'error',
  from: {path: from},
  to: {path: '^src/', pathNot: [from, ...others]},
})

/**
 * A library folder may import the listed packages, no other package.
 * @param {string} name
 * @param {string} comment
 * @param {readonly string[]} names
 * @returns {Rule}
 */
const libraries = (name, comment, names) => ({
  name: `${name}-packages`,
  comment,
  severity: 'error',
  from: {path: `^src/${name}/`},
  to: {dependencyTypesNot: ['local', 'core', ...TYPES_ONLY], pathNot: ['^src/', packages(names)]},
})

/** @type {import('dependency-cruiser').IConfiguration & {forbidden: Rule[]}} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one file, or lack a third one.',
      severity: 'error',
      from: {},
      to: {circular: true},
    },
    {
      name: 'resolvable',
      comment: 'An import of something that is not there, or not in package.json.',
      severity: 'error',
      from: {},
      to: {couldNotResolve: true},
    },
    {
      name: 'shipped-packages',
      comment:
        'What is imported from node_modules where it is installed is among `dependencies`; dist/vendor and the bundle hold the rest.',
      severity: 'error',
      from: {path: '^src/(index[.]ts|sdk/|ops/)'},
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg'],
        dependencyTypesNot: TYPES_ONLY,
        pathNot: [packages(VENDORED)],
      },
    },
    folder('commands', 'A command is argv, one call, one view.', '^src/commands/', [
      '^src/cli/',
      '^src/sdk/',
      '^src/ops/',
      // The next rule takes it away from all but the `local` commands.
      '^src/local/',
    ]),
    {
      name: 'local-is-for-local-commands',
      comment:
        'The local cluster is reached by `bai local` only; to all others it is a manager like any other.',
      severity: 'error',
      from: {path: '^src/commands/', pathNot: '^src/commands/local/'},
      to: {path: '^src/local/'},
    },
    folder('cli', 'The terminal side knows the libraries by their front doors.', '^src/cli/', [
      '^src/sdk/(index|errors)[.]ts$',
      '^src/(ops|local)/(index|errors)[.]ts$',
    ]),
    {
      name: 'cli-shows-types',
      comment:
        'Views know what ops and local return by its type; only commands and their base classes call them.',
      severity: 'error',
      from: {path: '^src/cli/', pathNot: '^src/cli/(ops/|(ops|site|backup|control)-command[.]ts$)'},
      to: {path: '^src/(ops|local)/index[.]ts$', dependencyTypesNot: TYPES_ONLY},
    },
    folder('sdk', 'The SDK stands alone.', '^src/sdk/', []),
    libraries('sdk', 'A program that imports the SDK pays for these and nothing else.', [
      'undici',
      'zod',
      'ws',
      'decimal.js',
      'eventsource-parser',
      'p-limit',
      'shell-quote',
      'ssh2',
      'tar-stream',
    ]),
    folder('ops', 'The ops layer stands alone.', '^src/ops/', []),
    libraries('ops', 'Packages the ops layer is built on.', [
      'execa',
      'pg',
      'etcd3',
      'cockatiel',
      'zod',
      'yaml',
      'age-encryption',
      'p-limit',
      'shell-quote',
    ]),
    folder(
      'local',
      'The local cluster shares wire formats and values with the SDK, no behaviour.',
      '^src/local/',
      ['^src/sdk/(schemas|values)/', '^src/sdk/transport/signing[.]ts$', '^src/sdk/errors[.]ts$'],
    ),
    libraries('local', 'A server needs little.', [
      'graphql',
      'yaml',
      'zod',
      'ws',
      'ssh2',
      'tar-stream',
      '@lydell/node-pty',
    ]),
    folder('index', 'What `import` gives is the SDK.', '^src/index[.]ts$', ['^src/sdk/']),
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
}
