import {readFileSync} from 'node:fs'
import {z} from 'zod'
import {line, type Step} from './scene.js'

const manifest = z
  .object({
    commands: z.record(
      z.string(),
      z.object({
        hidden: z.boolean().optional(),
        examples: z.array(z.union([z.string(), z.object({command: z.string()})])).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../oclif.manifest.json', import.meta.url), 'utf8')))

/** Every example of help, as it is shown, by the words of its command. */
export const HELP_EXAMPLES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(manifest.commands)
    .filter(([, {hidden}]) => !hidden)
    .map(([id, {examples = []}]) => {
      const words = id.replaceAll(':', ' ')
      const shown = examples.map((example) => (typeof example === 'string' ? example : example.command))
      return [
        words,
        shown.map((text) =>
          text.replaceAll('<%= config.bin %>', 'bai').replaceAll('<%= command.id %>', words),
        ),
      ]
    }),
)

/** All examples of commands, those first that only show what would be done. */
export function examplesOf(...commands: readonly string[]): Step[] {
  return commands.flatMap((command) => {
    const examples = HELP_EXAMPLES.get(command)
    if (!examples) throw new Error(`There is no command "${command}".`)
    const isPlan = (text: string): boolean => text.includes('--dry-run')
    return [...examples.filter(isPlan), ...examples.filter((text) => !isPlan(text))].map((text) => line(text))
  })
}
