import {expect} from 'chai'
import {cruise, type ICruiseResult} from 'dependency-cruiser'
import {ESLint} from 'eslint'
import {mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import rules from '../../../.dependency-cruiser.mjs'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

describe('the layers', () => {
  let folder: string

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'bai-layers-')))
  })

  afterEach(() => rm(folder, {recursive: true, force: true}))

  /** Names of the rules that a tree of files breaks. */
  async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, dirname(path)), {recursive: true})
      await writeFile(join(folder, path), text)
    }
    const {output} = await cruise(['src'], {
      ruleSet: {forbidden: rules.forbidden},
      validate: true,
      baseDir: folder,
      enhancedResolveOptions: rules.options?.enhancedResolveOptions ?? {},
      tsPreCompilationDeps: true,
    })
    return (output as ICruiseResult).summary.violations.map(({rule}) => rule.name)
  }

  /** A tree in which one file imports another. */
  const importing = (from: string, to: string, words = 'import {a} from') => ({
    [from]: `${words} '${relative(from, to)}'\nexport const b = 1\n`,
    [to]: 'export const a = 1\n',
  })

  const refused: [from: string, to: string, rule: string][] = [
    ['src/commands/a.ts', 'src/index.ts', 'commands-imports'],
    ['src/commands/session/a.ts', 'src/local/index.ts', 'local-is-for-local-commands'],
    ['src/cli/a.ts', 'src/sdk/transport/http.ts', 'cli-imports'],
    ['src/cli/a.ts', 'src/ops/backup/lock.ts', 'cli-imports'],
    ['src/cli/a.ts', 'src/commands/a.ts', 'cli-imports'],
    ['src/cli/a.ts', 'src/ops/index.ts', 'cli-shows-types'],
    ['src/cli/a.ts', 'src/local/index.ts', 'cli-shows-types'],
    ['src/sdk/a.ts', 'src/cli/a.ts', 'sdk-imports'],
    ['src/sdk/a.ts', 'src/ops/a.ts', 'sdk-imports'],
    ['src/ops/a.ts', 'src/sdk/a.ts', 'ops-imports'],
    ['src/local/a.ts', 'src/sdk/transport/http.ts', 'local-imports'],
    ['src/local/a.ts', 'src/cli/a.ts', 'local-imports'],
    ['src/index.ts', 'src/ops/index.ts', 'index-imports'],
  ]
  for (const [from, to, rule] of refused) {
    it(`refuse ${from} → ${to}`, async () => {
      const files = importing(from, to)

      const names = await broken(files)

      expect(names).to.deep.equal([rule])
    })
  }

  const allowed: [from: string, to: string, words?: string][] = [
    ['src/commands/a.ts', 'src/cli/a.ts'],
    ['src/commands/a.ts', 'src/sdk/index.ts'],
    ['src/commands/a.ts', 'src/ops/backup/lock.ts'],
    ['src/commands/local/up.ts', 'src/local/index.ts'],
    ['src/cli/a.ts', 'src/sdk/index.ts'],
    ['src/cli/a.ts', 'src/ops/errors.ts'],
    ['src/cli/a.ts', 'src/ops/index.ts', 'import type {a} from'],
    ['src/local/a.ts', 'src/sdk/values/size.ts'],
    ['src/local/a.ts', 'src/sdk/transport/signing.ts'],
    ['src/index.ts', 'src/sdk/index.ts'],
  ]
  for (const [from, to, words] of allowed) {
    it(`allow ${from} → ${to}${words ? ' as types' : ''}`, async () => {
      const files = importing(from, to, words)

      const names = await broken(files)

      expect(names).to.deep.equal([])
    })
  }

  it('refuse cycles, of types too', async () => {
    const files = {
      'src/sdk/a.ts': "import type {B} from './b.js'\nexport type A = B\n",
      'src/sdk/b.ts': "import type {A} from './a.js'\nexport type B = A\n",
    }

    const names = await broken(files)

    expect(names).to.include('no-cycles')
  })

  it('refuse an import of something that is not there', async () => {
    const files = {'src/sdk/a.ts': "import {b} from './gone.js'\nexport const a = b\n"}

    const names = await broken(files)

    expect(names).to.include('resolvable')
  })

  for (const layer of ['sdk', 'ops', 'local']) {
    it(`refuse a package that ${layer}/ has no use for`, async () => {
      const files = {
        'package.json': '{"dependencies": {"chalk": "5"}}',
        'node_modules/chalk/package.json': '{"name": "chalk", "version": "5.0.0", "main": "index.js"}',
        'node_modules/chalk/index.js': 'export const chalk = 1\n',
        [`src/${layer}/a.ts`]: "import {chalk} from 'chalk'\nexport const a = chalk\n",
      }

      const names = await broken(files)

      expect(names).to.deep.equal([`${layer}-packages`])
    })
  }
})

describe('the rules for libraries', () => {
  const eslint = new ESLint({
    cwd: ROOT,
    // Rules that need types are of no interest here, and slow to start.
    overrideConfig: {languageOptions: {parserOptions: {project: null, projectService: false}}},
    ruleFilter: ({ruleId}) =>
      ['no-restricted-imports', 'no-restricted-properties', 'no-console'].includes(ruleId),
  })

  async function complaints(filePath: string, code: string): Promise<(string | null)[]> {
    const [result] = await eslint.lintText(code, {filePath: join(ROOT, filePath)})
    return (result?.messages ?? []).map(({ruleId}) => ruleId)
  }

  const terminal: [code: string, rule: string][] = [
    ["console.log('hello')", 'no-console'],
    ['export const home = process.env.HOME', 'no-restricted-properties'],
    ["export const home = process['env']['HOME']", 'no-restricted-properties'],
    ['export const {env} = process', 'no-restricted-properties'],
    ["globalThis.process.stdout.write('hello')", 'no-restricted-properties'],
    ["process.stdout.write('hello')", 'no-restricted-properties'],
    ["process.stderr.write('hello')", 'no-restricted-properties'],
    ['process.exit(1)', 'no-restricted-properties'],
    ['process.exitCode = 1', 'no-restricted-properties'],
    ["import {stdout} from 'node:process'\nstdout.write('hello')", 'no-restricted-imports'],
    ["import {ux} from '@oclif/core'\nux.stdout('hello')", 'no-restricted-imports'],
    ["import {Listr} from 'listr2'\nexport const tasks = new Listr([])", 'no-restricted-imports'],
  ]
  for (const layer of ['sdk', 'ops']) {
    for (const [code, rule] of terminal) {
      it(`refuse in ${layer}/: ${code.replaceAll('\n', '; ')}`, async () => {
        const found = await complaints(`src/${layer}/errors.ts`, `${code}\n`)

        expect(found).to.deep.equal([rule])
      })
    }
  }

  it('leave the rest of process alone', async () => {
    const found = await complaints('src/ops/errors.ts', 'export const pid = process.pid\n')

    expect(found).to.deep.equal([])
  })

  it('let the terminal side read the environment', async () => {
    const found = await complaints('src/cli/errors.ts', 'export const home = process.env.HOME\n')

    expect(found).to.deep.equal([])
  })
})

function relative(from: string, to: string): string {
  const up = '../'.repeat(from.split('/').length - 1)
  return `${up}${to}`.replace(/\.ts$/, '.js')
}
