import type {Host, RunOptions} from '../host/host.js'
import type {Program} from './requirements.js'

/** What a host has, as far as it tells. */
export interface HostFacts {
  cores: number | null
  memoryBytes: number | null
  /** Of the file system where Docker keeps its data. */
  diskBytes: number | null
  /** null: the system does not tell. */
  ssd: boolean | null
  /** Name and driver of each GPU. */
  gpus: readonly string[]
  versions: Readonly<Partial<Record<Program, string>>>
}

/** Asks everything at once and prints `key value` lines; what is not there prints nothing. */
const PROBE = `PATH=$PATH:/usr/sbin:/sbin:$HOME/.pyenv/bin:/opt/pyenv/bin:/home/lablup/.pyenv/bin:/usr/local/cuda/bin
say() { if [ -n "$2" ]; then printf "%s %s\\n" "$1" "$2"; fi; }
say cores "$(nproc 2>/dev/null)"
say memory "$(sed -n "s/^MemTotal: *\\([0-9]*\\) kB/\\1/p" /proc/meminfo)"
d=/var/lib/docker; [ -d "$d" ] || d=/
say disk "$(df -PB1 "$d" 2>/dev/null | sed -n 2p)"
b=$(df -P "$d" 2>/dev/null | sed -n "2s/ .*//p")
say rotational "$(lsblk -ndo ROTA -s "$b" 2>/dev/null | tail -1)"
nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2>/dev/null | while IFS= read -r l; do say gpu "$l"; done
say docker "$(docker version --format "{{.Server.Version}}" 2>/dev/null || sudo -n docker version --format "{{.Server.Version}}" 2>/dev/null || docker --version 2>/dev/null)"
say compose "$(docker compose version --short 2>/dev/null || docker-compose version --short 2>/dev/null)"
say cuda "$(nvcc --version 2>/dev/null | sed -n "s/.*release \\([0-9.]*\\).*/\\1/p")"
say nvidiaRuntime "$(nvidia-container-runtime --version 2>/dev/null | head -1 || true)"
for p in python3 "$HOME"/.pyenv/versions/*/bin/python /home/lablup/.pyenv/versions/*/bin/python; do
  say python "$("$p" --version 2>/dev/null)"
done
say pyenv "$(pyenv --version 2>/dev/null)"
say pyenvVirtualenv "$(pyenv virtualenv --version 2>/dev/null)"`

/** Looks what a host has. Rejects as `host.run` does. */
export async function probeHost(host: Host, options: RunOptions): Promise<HostFacts> {
  const {stdout} = await host.run(['sh', '-c', PROBE], {...options, accept: 'any'})
  return factsFrom(stdout)
}

/** Reads what the probe printed. */
export function factsFrom(text: string): HostFacts {
  const lines = text.split('\n').map((line): [string, string] => {
    const at = line.indexOf(' ')
    return [line.slice(0, at), line.slice(at + 1).trim()]
  })
  const all = (key: string): string[] => lines.filter(([name]) => name === key).map(([, value]) => value)
  const amount = (key: string): number | null => numberIn(all(key)[0])
  const memory = amount('memory')
  const rotational = all('rotational')[0]
  return {
    cores: amount('cores'),
    memoryBytes: memory === null ? null : memory * 1024,
    diskBytes: numberIn(all('disk')[0]?.split(/\s+/)[1]),
    ssd: rotational === undefined ? null : rotational.trim() === '0',
    gpus: all('gpu'),
    versions: Object.fromEntries(
      (['docker', 'compose', 'cuda', 'nvidiaRuntime', 'python', 'pyenv', 'pyenvVirtualenv'] as const).flatMap(
        (program) => {
          const versions = all(program).map((value) => /\d+(\.\d+)*/.exec(value)?.[0] ?? '')
          const newest = versions.toSorted(compareVersions).at(-1)
          return newest === undefined ? [] : [[program, newest]]
        },
      ),
    ),
  }
}

/** Orders versions by their numbers: 19.03 before 20.10, 3.8 before 3.11. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)]
  for (let index = 0; index < Math.max(x.length, y.length); index += 1) {
    const difference = (x[index] ?? 0) - (y[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null
}
