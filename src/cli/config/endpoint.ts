import {UsageError} from '../errors.js'

/** Splits a comma-separated list of addresses; each without trailing slashes. */
export function splitEndpoint(endpoint: string): string[] {
  return endpoint
    .split(',')
    .map((address) => address.trim().replace(/\/+$/, ''))
    .filter((address) => address !== '')
}

/**
 * Whether credentials made for one endpoint may go to another: every address of `wanted` is one of `own`.
 * Case of the host and a written-out standard port make no difference; scheme and base path do.
 */
export function isWithinEndpoint(wanted: string, own: string): boolean {
  const known = new Set(splitEndpoint(own).map(canonical))
  const asked = splitEndpoint(wanted).map(canonical)
  return asked.length > 0 && asked.every((address) => known.has(address))
}

/**
 * Checks an address somebody gave. Returns it without trailing slashes.
 * @throws UsageError naming where it came from and what is accepted.
 */
export function checkEndpoint(endpoint: string, source: string): string {
  const addresses = splitEndpoint(endpoint)
  if (addresses.length === 0) throw new UsageError(`${source} is empty.`)
  for (const address of addresses) checkAddress(address, source)
  return addresses.join(',')
}

function checkAddress(address: string, source: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `${source} is "${address}", which is not an address such as https://manager.example.com.`,
    )
  }
  if (url.username || url.password) {
    // The address is not repeated: it holds a password.
    throw new UsageError(`${source} holds a user name or password; addresses are given without.`, [
      'Log in with `bai login` instead.',
    ])
  }
}

function canonical(address: string): string {
  return URL.canParse(address) ? new URL(address).href.replace(/\/+$/, '') : address
}
