import type {ConnectionOptions} from 'node:tls'
import type {TlsOptions} from './options.js'

/** The options of a TLS connection. */
export function certificates({verify, ca, cert, key}: TlsOptions = {}): Pick<
  ConnectionOptions,
  'rejectUnauthorized' | 'ca' | 'cert' | 'key'
> {
  return {
    ...(verify === false && {rejectUnauthorized: false}),
    ...(ca && {ca}),
    ...(cert && {cert}),
    ...(key && {key}),
  }
}
