import type {ScalingGroupRecord} from './model.js'

/** How a resource group notes down whom it is open to. */
export function tenantKey(kind: 'domain' | 'project', name: string): string {
  return `${kind}:${name}`
}

/** Whether members of a project may use a resource group. The one that a cluster begins with is open to everybody. */
export function isOpenTo(
  {isActive, tenants}: ScalingGroupRecord,
  {domain, projectId}: {domain: string; projectId: string | undefined},
): boolean {
  if (!isActive || tenants === undefined) return isActive
  return (
    tenants.includes(tenantKey('domain', domain)) ||
    (projectId !== undefined && tenants.includes(tenantKey('project', projectId)))
  )
}
