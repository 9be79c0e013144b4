import type {Host, RunOptions} from '../host/host.js'
import type {ServiceState} from './state.js'

/** `docker stats` takes two seconds; the kernel's own figures take none. cgroup v2 first, then v1. */
const READ = `for id; do
  for f in /sys/fs/cgroup/system.slice/docker-$id.scope/memory.current /sys/fs/cgroup/docker/$id/memory.current \\
    /sys/fs/cgroup/memory/docker/$id/memory.usage_in_bytes /sys/fs/cgroup/memory/system.slice/docker-$id.scope/memory.usage_in_bytes; do
    if [ -r "$f" ]; then echo "$id $(cat "$f")"; break; fi
  done
done`

/** Adds the memory of containers where the kernel tells it. Rejects as `host.run` does. */
export async function withMemory(
  host: Host,
  states: readonly ServiceState[],
  options: RunOptions,
): Promise<ServiceState[]> {
  const ids = states.flatMap(({containers}) => containers)
  if (ids.length === 0) return [...states]
  const {stdout} = await host.run(['sh', '-c', READ, 'sh', ...ids], {...options, accept: 'any'})
  const bytes = new Map(
    [...stdout.matchAll(/^(\w+) (\d+)$/gm)].map(([, id = '', amount]) => [id, Number(amount)]),
  )
  return states.map((state) => {
    const known = state.containers.filter((id) => bytes.has(id))
    if (known.length === 0) return state
    return {...state, memoryBytes: known.reduce((sum, id) => sum + (bytes.get(id) ?? 0), 0)}
  })
}
