import {chooseImage, matchImages, usableNodes} from '../../sdk/index.js'
import {amountsText} from '../session/rows.js'
import {readSlots} from '../../sdk/index.js'
import type {DoctorContext} from './context.js'
import {Finding, type DoctorStep} from './steps.js'

/** What a session needs besides a manager: an account, a resource group with an agent, an image, and quota left. */
export function installationSteps(context: DoctorContext): DoctorStep[] {
  return [
    {check: 'signature', needs: ['manager'], run: () => signature(context)},
    {check: 'resource group', needs: ['signature'], run: () => resourceGroup(context)},
    {check: 'agents', needs: ['resource group'], run: () => agents(context)},
    {check: 'image', needs: ['signature'], run: () => image(context)},
    {check: 'quota', needs: ['signature'], run: () => quota(context)},
  ]
}

async function signature({client, signal}: DoctorContext): Promise<string> {
  const {email, role, accessKey} = await (await client('self')).account.me({signal})
  return `${email} (${role}), key ${accessKey}`
}

async function groupsOf({client, resolved, signal}: DoctorContext): Promise<string[]> {
  const {project, resourceGroup: wanted} = resolved.settings
  const groups = await (await client('self')).resources.resourceGroups(project, {signal})
  if (groups.length === 0) {
    throw new Finding(
      `project ${project} may use no resource group`,
      `An administrator adds one: \`bai admin resource-group allow NAME --project ${project}\`.`,
    )
  }
  if (wanted === undefined || groups.includes(wanted)) return wanted === undefined ? groups : [wanted]
  throw new Finding(
    `project ${project} may not use ${wanted}`,
    `Set another one: ${groups.map((name) => `BAI_RESOURCE_GROUP=${name}`).join(' or ')}.`,
  )
}

async function resourceGroup(context: DoctorContext): Promise<string> {
  return (await groupsOf(context)).join(', ')
}

async function agents(context: DoctorContext): Promise<string> {
  const groups = await groupsOf(context)
  const all = await (await context.client('self')).agents.summary(undefined, {signal: context.signal})
  if (all === undefined) return 'hidden from this account'
  const nodes = groups.flatMap((group) => usableNodes(all, group))
  if (nodes.length > 0) return `${nodes.length} in ${groups.join(', ')} take sessions`
  throw new Finding(
    `no agent in ${groups.join(', ')} is alive and takes sessions`,
    'An administrator looks with `bai admin agent list`; `bai ops restart agent` starts one.',
  )
}

async function image({client, resolved, signal}: DoctorContext): Promise<string> {
  const wanted = resolved.settings.image
  const images = await (await client('self')).images.list({signal})
  const found = wanted === undefined ? chooseImage(images, undefined) : matchImages(images, wanted)[0]
  if (found) return `${found.reference}${found.installed ? '' : ' (no agent has it yet)'}`
  throw wanted === undefined
    ? new Finding('there is no image to start', 'An administrator adds some: `bai admin image rescan`.')
    : new Finding(
        `no image is called ${wanted}`,
        'Choose one of `bai image list`, with BAI_IMAGE or a profile.',
      )
}

async function quota({client, resolved, signal}: DoctorContext): Promise<string> {
  const {limits, sessions, fits} = await (await client('self')).quota(resolved.settings.project, {signal})
  if (sessions.limit !== null && sessions.used !== null && sessions.used >= sessions.limit) {
    throw new Finding(
      `all ${sessions.limit} sessions that you may run are running`,
      'End some: `bai session list`, `bai session rm`.',
    )
  }
  const [empty] = limits.filter(({slot, left}) => ['cpu', 'mem'].includes(slot) && left === '0')
  if (empty) {
    throw new Finding(
      `no ${empty.slot} is left of the limit of your ${empty.scope}`,
      'End sessions, or ask an administrator for more: `bai quota` shows the limits.',
    )
  }
  const largest = fits.map(({fit}) => fit).find((fit) => fit !== null)
  return largest ? `fits now: ${amountsText(readSlots(largest.slots))}` : 'limits leave room'
}
