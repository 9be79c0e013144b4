import type {RegistryRecord} from '../../../cluster/model.js'
import {globalId} from '../global-id.js'

/** `ContainerRegistry`. Passwords stay where they are. */
export function registryView(registry: RegistryRecord): Readonly<Record<string, unknown>> {
  const {name, url, type, projects, username, sslVerify, isGlobal} = registry
  return {
    id: globalId('ContainerRegistry', name),
    hostname: name,
    config: {
      ...{url, type, project: projects, username},
      ...{password: registry.password === null ? null : '*****', ssl_verify: sslVerify, is_global: isGlobal},
    },
  }
}
