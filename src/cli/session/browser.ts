import {spawn} from 'node:child_process'

const PROGRAMS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Shows an address in the browser; where there is none, nothing happens: the address has been printed. */
export function openInBrowser(address: string): void {
  const [program, ...words] = PROGRAMS[process.platform] ?? ['xdg-open']
  const child = spawn(program, [...words, address], {detached: true, stdio: 'ignore'})
  child.on('error', () => undefined)
  child.unref()
}
