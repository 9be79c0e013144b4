import type {BackendAI} from '../../sdk/index.js'
import {readSpecFile, type SpecFile} from './spec-file.js'
import {overTemplate} from './template-values.js'

/** Flags of `session create`, of which these say where more is written. */
type WantedFlags = SpecFile & {file?: string | undefined; template?: string | undefined}

/** What a session shall be by its flags, its file and its template, and the id of that. Flags go before the file. */
export async function wantedSession<Flags extends WantedFlags>(
  flags: Flags,
  {
    connect,
    signal,
    note,
  }: {connect: () => Promise<BackendAI>; signal: AbortSignal; note: (text: string) => void},
): Promise<{wanted: SpecFile & Flags; template: string | undefined}> {
  const spec = flags.file === undefined ? {} : await readSpecFile(flags.file)
  const asked = {...spec, ...flags}
  if (flags.template === undefined) return {wanted: asked, template: undefined}
  const client = await connect()
  const template = await client.templates.get(flags.template, {signal})
  // It decides what runs, and anybody may have changed it.
  if (!template.isOwner) note(`Template: ${template.name} of ${template.owner ?? 'another person'}.`)
  return {wanted: {...asked, ...overTemplate(template, asked)}, template: template.id}
}
