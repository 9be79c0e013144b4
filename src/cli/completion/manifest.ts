import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

/** What completion reads of a flag. */
export interface KnownFlag {
  name: string
  char?: string
  summary?: string
  type: 'boolean' | 'option'
  allowNo?: boolean
  hidden?: boolean
  options?: readonly string[]
}

/** What completion reads of a command. */
export interface KnownCommand {
  /** `session:list` */
  id: string
  summary?: string
  hidden?: boolean
  aliases?: readonly string[]
  args?: Readonly<Record<string, {name: string; options?: readonly string[]}>>
  flags?: Readonly<Record<string, KnownFlag>>
}

/** All commands by their ids and aliases, as the build wrote them down. */
export async function readCommands(root: string): Promise<ReadonlyMap<string, KnownCommand>> {
  // Written by our own build, next to the program.
  const manifest = JSON.parse(await readFile(join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: Record<string, KnownCommand>
  }
  const known = Object.values(manifest.commands).filter(({hidden}) => !hidden)
  return new Map(
    known.flatMap((command) => [command.id, ...(command.aliases ?? [])].map((id) => [id, command])),
  )
}
