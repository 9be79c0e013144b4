import type {Image} from '../resources/images.js'

/** What an image's name and tag say about what is in it; null where they are silent. */
export interface ImageFacts {
  /** `tensorflow` of `python-tensorflow`, `pytorch` of `ngc-pytorch`. */
  framework: string
  /** `2.7.1`. */
  version: string | null
  /** `3.8` of `py38`. */
  python: string | null
  /** `11.3` of `cuda11.3`. */
  cuda: string | null
  /** `ubuntu22.04`. */
  base: string | null
}

/** Reads names and tags such as `python-tensorflow:2.7-py38-cuda11.3` (`<version>-<part>-<part>…`). */
export function imageFacts({name, tag}: Pick<Image, 'name' | 'tag'>): ImageFacts {
  const framework = name.split('/').at(-1)?.split('-').at(-1) ?? name
  const [first = '', ...parts] = tag.split('-')
  const part = (pattern: RegExp): string | null => {
    for (const each of parts) {
      const found = pattern.exec(each)
      if (found) return found[1] ?? null
    }
    return null
  }
  const version = /^v?(\d[\w.]*)$/.exec(first)?.[1] ?? null
  return {
    framework,
    version,
    python: pythonOf(part(/^py(?:thon)?([\d.]+)$/)) ?? (framework === 'python' ? version : null),
    cuda: part(/^cuda([\d.]+)$/),
    base: part(/^((?:ubuntu|debian|alpine|centos|rocky|ubi)[\d.]*)$/),
  }
}

/** Whether a real version is the one that was promised: `2.7.1` is `2.7`, `2.71` is not. */
export function isVersion(real: string, promised: string): boolean {
  return real === promised || (real.startsWith(promised) && /^[^0-9a-z]/i.test(real.slice(promised.length)))
}

/** Tags write Python's version without a dot: `py38`, `py311`. */
function pythonOf(text: string | null): string | null {
  return text === null || text.includes('.') ? text : text.replace(/^(\d)(\d+)$/, '$1.$2')
}
