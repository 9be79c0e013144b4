import {join} from 'node:path'

/** Where a site file is looked for: what was given, `BAI_SITE`, then the usual places. */
export function sitePlaces(
  given: string | undefined,
  {env, configDir}: {env: Readonly<Record<string, string | undefined>>; configDir: string},
): {given: string | undefined; usual: string[]} {
  return {
    given: given ?? (env['BAI_SITE'] || undefined),
    usual: [join(process.cwd(), 'bai-site.yaml'), join(configDir, 'site.yaml'), '/etc/bai/site.yaml'],
  }
}
