import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import tseslint from 'typescript-eslint'

const MESSAGE = 'This layer must work in a program with no terminal; take it as an option.'
const terminal = {
  patterns: [{group: ['@oclif/*', 'chalk', 'listr2', 'ansis'], message: MESSAGE}],
  paths: ['node:process', 'process', 'node:tty', 'tty'].map((name) => ({name, message: MESSAGE})),
}
const terminalProperties = [
  ...['env', 'exit', 'exitCode', 'stdout', 'stderr', 'stdin', 'argv'].map((property) => ({
    object: 'process',
    property,
    message: MESSAGE,
  })),
  {object: 'globalThis', property: 'process', message: MESSAGE},
]

export default tseslint.config(
  {ignores: ['bundle/', 'dist/', 'node_modules/', 'coverage/']},
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {project: ['./tsconfig.test.json'], tsconfigRootDir: import.meta.dirname},
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_', varsIgnorePattern: '^_'}],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', {considerDefaultExhaustiveForUnions: true}],
      '@typescript-eslint/require-await': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', {max: 300, skipBlankLines: true, skipComments: true}],
      'max-params': ['error', 4],
    },
  },
  {
    // The SDK, the ops layer and their pure code are libraries: no terminal, no environment, no process end.
    files: ['src/sdk/**/*.ts', 'src/ops/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', terminal],
      'no-restricted-properties': ['error', ...terminalProperties],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      'max-lines': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])),
    },
    rules: {'no-console': 'off'},
  },
  {
    // Read before anything is set up, so it is what Node starts fastest.
    files: ['bin/*.js', '**/*.cjs'],
    languageOptions: {sourceType: 'commonjs', globals: {require: 'readonly', __dirname: 'readonly'}},
    rules: {'@typescript-eslint/no-require-imports': 'off'},
  },
  prettier,
)
