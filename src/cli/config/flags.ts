import {Flags} from '@oclif/core'
import {resolve} from 'node:path'
import type {Settings} from './settings.js'

/** How an installation is reached: kept in the profile. */
export const installationFlags = {
  'endpoint-type': Flags.option({options: ['api', 'session'] as const})({
    summary: 'api for a manager, session for a webserver.',
  }),
  domain: Flags.string({summary: 'Domain of the account.'}),
  project: Flags.string({char: 'G', aliases: ['group'], summary: 'Project for new sessions.'}),
  'ca-file': Flags.string({summary: 'PEM file of an extra certificate authority.', helpValue: 'FILE'}),
  insecure: Flags.boolean({summary: 'Do not verify certificates.', allowNo: true}),
}

export const dryRunFlag = Flags.boolean({summary: 'Show what would change; change nothing.'})

/** Values of `installationFlags` after parsing. */
export interface InstallationFlagValues {
  'endpoint-type'?: 'api' | 'session' | undefined
  domain?: string | undefined
  project?: string | undefined
  'ca-file'?: string | undefined
  insecure?: boolean | undefined
}

/** The settings the flags say; the unset ones left out. A file's path is made absolute: it is stored. */
export function installationSettings(flags: InstallationFlagValues): Partial<Settings> {
  const {domain, project, insecure} = flags
  const type = flags['endpoint-type']
  const caFile = flags['ca-file']
  return {
    ...(type && {endpointType: type}),
    ...(domain && {domain}),
    ...(project && {project}),
    ...(caFile && {caFile: resolve(caFile)}),
    ...(insecure !== undefined && {verifyTls: !insecure}),
  }
}
