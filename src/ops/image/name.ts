import {OpsInputError} from '../errors.js'

/** What a person calls an image, and where it is kept. */
export interface ImageName {
  /** Registry host, with its port if it has one. */
  registry: string
  project: string
  name: string
  tag: string
}

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const TAG = /^[A-Za-z0-9_][\w.-]{0,127}$/
/** Managers tell the images they made themselves by this beginning of a part of the tag. */
const RESERVED = /(^|-)customized_/

/** Reads `NAME:TAG`. @throws OpsInputError that says what is accepted. */
export function parseNameTag(text: string): {name: string; tag: string} {
  const [name = '', tag, ...more] = text.split(':')
  if (more.length > 0 || tag === undefined || !NAME.test(name) || name.length > 100) throw wrong(text)
  if (!TAG.test(tag) || RESERVED.test(tag)) throw wrong(text)
  return {name, tag}
}

/** Reads `HOST/PROJECT` or `HOST`. @throws OpsInputError */
export function parseRegistry(text: string): {registry: string; project: string | undefined} {
  const [registry = '', ...path] = text.split('/')
  const project = path.length > 0 ? path.join('/') : undefined
  const isHost = /^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(registry) && !/^[.-]/.test(registry)
  if (!isHost || path.some((part) => !NAME.test(part))) {
    throw new OpsInputError(`--registry: "${text}" is not a registry such as cr.example.org/stable.`)
  }
  return {registry, project}
}

/** The full reference: `registry/project/name:tag`. */
export function referenceOf({registry, project, name, tag}: ImageName): string {
  return `${registry}/${project}/${name}:${tag}`
}

function wrong(text: string): OpsInputError {
  return new OpsInputError(`--as: "${text}" is not an image name such as torch-geo:1.`, {
    hints: [
      'NAME:TAG. The name: small letters, digits, and . _ - between them.',
      'The tag: up to 128 letters, digits, _ . and -, beginning with none of the last two; not customized_….',
    ],
  })
}
