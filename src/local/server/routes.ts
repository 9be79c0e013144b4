import type {AppProxy} from '../apps/app-proxy.js'
import type {Cluster} from '../cluster/cluster.js'
import {Executions} from '../execute/executions.js'
import {Transfers} from '../storage/transfers.js'
import type {Routes} from './http.js'
import {accountRoutes} from './routes/account.js'
import {adminRoutes} from './routes/admin.js'
import {appRoutes} from './routes/apps.js'
import {authRoutes} from './routes/auth.js'
import {configRoutes} from './routes/config.js'
import {eventRoutes} from './routes/events.js'
import {executeRoutes} from './routes/execute.js'
import {folderFileRoutes} from './routes/folder-files.js'
import {folderRoutes} from './routes/folders.js'
import {folderSharingRoutes} from './routes/folder-sharing.js'
import {localImageRoutes} from './routes/local-images.js'
import {managerRoutes} from './routes/manager.js'
import {resourceRoutes} from './routes/resource.js'
import {sessionCreateRoutes} from './routes/session-create.js'
import {sessionImageRoutes} from './routes/session-image.js'
import {sessionRoutes} from './routes/session.js'
import {sessionUpdateRoutes} from './routes/session-update.js'
import {sessionFileRoutes} from './routes/session-files.js'
import {storageRoutes} from './routes/storage.js'
import {streamRoutes} from './routes/streams.js'
import {templateRoutes} from './routes/templates.js'

/** Every route of the manager's API that the local cluster has. */
export function allRoutes(cluster: Cluster, proxy: AppProxy): Routes {
  const executions = new Executions()
  const transfers = new Transfers()
  const requests = [
    ...managerRoutes,
    ...authRoutes,
    ...sessionCreateRoutes,
    ...templateRoutes,
    ...sessionRoutes(executions),
    ...sessionUpdateRoutes,
    ...sessionFileRoutes,
    ...appRoutes(proxy),
    ...sessionImageRoutes,
    ...executeRoutes(executions),
    ...eventRoutes,
    ...adminRoutes(cluster),
    ...resourceRoutes,
    ...configRoutes,
    ...accountRoutes,
    ...folderRoutes,
    ...folderFileRoutes(transfers),
    ...folderSharingRoutes,
    ...storageRoutes(transfers),
    ...localImageRoutes,
  ]
  return {requests, streams: streamRoutes(executions)}
}
