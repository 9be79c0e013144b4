import {
  AbortedError,
  NotFoundError,
  SdkError,
  type BackendAI,
  type Session,
  type SessionApp,
} from '../../sdk/index.js'
import {forward, forwarded, type Forwarding} from './forward.js'

/** The way to an application: by the installation's app proxy, by the manager's stream, or by what there is. */
export const WAYS = ['auto', 'proxy', 'stream'] as const
export type Way = (typeof WAYS)[number]

export interface OpeningApp extends Omit<Forwarding, 'to' | 'onReady'> {
  app: SessionApp
  way: Way
  /** Told with `--debug` when the app proxy cannot be used. */
  debug: (text: string) => void
  /** Called with the address here. */
  onReady: (address: string) => void
}

/** Whether a browser can show it. */
export function isWeb({protocol}: SessionApp): boolean {
  return protocol === 'http' || protocol === 'preopen'
}

/** The application of that name; a number may be any port. @throws NotFoundError with the names there are */
export function appNamed(name: string, apps: readonly SessionApp[], session: string): SessionApp {
  const found = apps.find((app) => app.name === name)
  if (found) return found
  if (/^\d+$/.test(name)) return {name, protocol: 'http', ports: [Number(name)]}
  throw new NotFoundError(`${session} has no application "${name}".`, {
    hints: [`It has: ${apps.map((app) => app.name).join(', ')}. A port number does as well.`],
  })
}

/** Leads a port here to an application until the signal fires. Rejects when the port is taken. */
export async function openApp(client: BackendAI, session: Session, opening: OpeningApp): Promise<void> {
  const {app, way, signal, onReady} = opening
  const entry = way !== 'stream' && isWeb(app) ? await enter(client, session, opening) : undefined
  if (!entry) {
    const address = (port: number) => (isWeb(app) ? `http://127.0.0.1:${port}/` : `127.0.0.1:${port}`)
    return forward(client, session, {
      ...opening,
      to: app.name,
      onReady: (port) => onReady(address(port)),
    })
  }
  const {pathname, search} = entry.url
  await forwarded(opening, (onError) => client.apps.forwardEntered(entry, {...opening, signal, onError}), {
    onReady: (port) => onReady(`http://127.0.0.1:${port}${pathname}${search}`),
  })
}

/** Undefined where there is no app proxy that can be used, unless it must be that way. */
async function enter(client: BackendAI, session: Session, {app, way, signal, debug}: OpeningApp) {
  try {
    return await client.apps.enter(session.id, app, {signal})
  } catch (error) {
    if (way === 'proxy' || !(error instanceof SdkError) || error instanceof AbortedError) throw error
    debug(`Not by the app proxy: ${error.message}`)
    return undefined
  }
}
