import type Ssh2 from 'ssh2'

/** The ssh library, loaded when the first session needs it. */
export async function library(): Promise<typeof Ssh2> {
  const {default: ssh2} = await import('ssh2')
  return ssh2
}
