import {z} from 'zod'
import {AmbiguousReferenceError, NotAllowedError, NotFoundError} from '../errors.js'
import {folderId, type Vfolder} from '../schemas/vfolder.js'
import {moment, optionalText} from '../schemas/wire.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

/** Somebody who may use a folder of another's, or was asked whether to. */
export interface VfolderShare {
  folderId: string
  folder: string
  email: string
  /** `ro`, `rw`, `wd`. */
  permission: string
  /** `invited` until it is accepted. */
  state: 'invited' | 'accepted'
}

/** An offer to share a folder that has not been answered. */
export interface VfolderInvitation {
  id: string
  folderId: string
  folder: string
  /** E-mail of who invites, and of who is invited where the manager tells. */
  inviter: string
  invitee: string | null
  permission: string
  createdAt: string | null
}

const invitations = z.looseObject({
  invitations: z.array(
    z
      .looseObject({
        id: z.string(),
        inviter: z.string(),
        invitee: optionalText,
        perm: optionalText,
        created_at: moment,
        vfolder_id: folderId,
        vfolder_name: optionalText,
      })
      .transform((wire): VfolderInvitation => ({
        id: wire.id,
        folderId: wire.vfolder_id,
        folder: wire.vfolder_name ?? '',
        inviter: wire.inviter,
        invitee: wire.invitee,
        permission: wire.perm ?? 'rw',
        createdAt: wire.created_at,
      })),
  ),
})

const shares = z.looseObject({
  shared: z.array(
    z.looseObject({
      vfolder_id: folderId,
      vfolder_name: z.string(),
      shared_to: z.looseObject({uuid: z.string(), email: optionalText}),
      perm: optionalText,
    }),
  ),
})
type SharedWire = z.output<typeof shares>['shared'][number]

/** Who uses a folder together, and the invitations that lead there (`/folders/_/shared`, `/folders/invitations`). */
export class VfolderShares {
  constructor(private readonly http: Transport) {}

  /** Those who use a folder besides its owner, and those who were asked. */
  async list(folder: Vfolder, options: RequestOptions = {}): Promise<VfolderShare[]> {
    const [given, sent] = await Promise.all([
      this.#given(folder, options),
      folder.isOwner ? this.invitations('sent', options) : [],
    ])
    const common = {folderId: folder.id, folder: folder.name}
    return [
      ...given.map((one) => ({
        ...common,
        email: one.shared_to.email ?? one.shared_to.uuid,
        permission: one.perm ?? folder.permission,
        state: 'accepted' as const,
      })),
      ...sent
        .filter((one) => one.folderId === folder.id)
        .map(({invitee, permission}) => ({
          ...common,
          email: invitee ?? '',
          permission,
          state: 'invited' as const,
        })),
    ]
  }

  /**
   * Lets people use a folder: who has it already gets the permission, others an invitation. Rejects with
   * `NotFoundError` for an address that nobody has, `NotAllowedError` for a folder of somebody else.
   */
  async grant(
    folder: Vfolder,
    {emails, permission}: {emails: readonly string[]; permission: string},
    options: RequestOptions = {},
  ): Promise<VfolderShare[]> {
    refuseForeign(folder)
    if (folder.ownership === 'project') {
      const call = {
        method: 'POST',
        path: path`/folders/${folder.id}/share`,
        body: {permission, emails},
      } as const
      await this.http.done(call, options)
    } else {
      for (const email of emails) await this.#grantOne(folder, {email, permission}, options)
    }
    const now = await this.list(folder, options)
    return emails.map((email) => {
      const found = now.find((share) => share.email === email && share.permission === permission)
      if (found) return found
      throw new NotFoundError(`${email} was not invited to ${folder.name}: there is no such user.`)
    })
  }

  /** Takes a folder, or an invitation, back from somebody. Rejects with `NotFoundError` for who has neither. */
  async revoke(folder: Vfolder, email: string, options: RequestOptions = {}): Promise<VfolderShare> {
    refuseForeign(folder)
    const share = (await this.list(folder, options)).find((one) => one.email === email)
    if (!share) throw new NotFoundError(`The folder ${folder.name} is not shared with ${email}.`)
    const sent = share.state === 'invited' ? await this.#sentTo(folder, email, options) : undefined
    if (sent) await this.decline(sent.id, options)
    else await this.#setPermission(folder, {email, permission: null}, options)
    return share
  }

  /** Invitations that wait for an answer: those that the account got, or those that it sent. */
  async invitations(which: 'received' | 'sent', options: RequestOptions = {}): Promise<VfolderInvitation[]> {
    const route = which === 'sent' ? '/folders/invitations/list-sent' : '/folders/invitations/list'
    const found = await this.http.json({method: 'GET', path: route}, invitations, options)
    return found.invitations
  }

  /** The invitation that an id, or the name of its folder, means. Rejects with `NotFoundError`, `AmbiguousReferenceError`. */
  async invitation(reference: string, options: RequestOptions = {}): Promise<VfolderInvitation> {
    const all = await this.invitations('received', options)
    const [found, ...others] = all.filter(({id, folder}) => id === reference || folder === reference)
    if (!found) {
      throw new NotFoundError(`Nobody invited you to "${reference}".`, {
        hints: ['`bai vfolder invitation list` shows the invitations that wait for your answer.'],
      })
    }
    if (others.length > 0) {
      const candidates = [found, ...others].map(({id, inviter, folder}) => ({
        id,
        name: `${folder} of ${inviter}`,
      }))
      throw new AmbiguousReferenceError(reference, candidates, {things: 'invitations'})
    }
    return found
  }

  /** Takes an invitation: the folder is then among the own ones. Rejects with `NotFoundError`. */
  accept(invitationId: string, options: RequestOptions = {}): Promise<void> {
    const body = {inv_id: invitationId}
    return this.http.done({method: 'POST', path: '/folders/invitations/accept', body}, options)
  }

  /** Declines an invitation, or takes one back that the account sent. */
  decline(invitationId: string, options: RequestOptions = {}): Promise<void> {
    const body = {inv_id: invitationId}
    // A DELETE on releases before 24.03, which is still there.
    return this.http.done({method: 'DELETE', path: '/folders/invitations/delete', query: body, body}, options)
  }

  async #given(folder: Vfolder, options: RequestOptions): Promise<SharedWire[]> {
    const call = {method: 'GET', path: '/folders/_/shared', query: {vfolder_id: folder.id}} as const
    const {shared} = await this.http.json(call, shares, options)
    return shared.filter((one) => one.vfolder_id === folder.id)
  }

  async #grantOne(
    folder: Vfolder,
    wanted: {email: string; permission: string},
    options: RequestOptions,
  ): Promise<void> {
    if (await this.#setPermission(folder, wanted, options)) return
    const sent = await this.#sentTo(folder, wanted.email, options)
    if (sent?.permission === wanted.permission) return
    // An invitation is not changed but sent anew: the routes that change one differ by release.
    if (sent) await this.decline(sent.id, options)
    const body = {perm: wanted.permission, emails: [wanted.email]}
    await this.http.done({method: 'POST', path: path`/folders/${folder.id}/invite`, body}, options)
  }

  /** Sets what somebody who has the folder may do; null takes it away. False for who has it not. */
  async #setPermission(
    folder: Vfolder,
    {email, permission}: {email: string; permission: string | null},
    options: RequestOptions,
  ): Promise<boolean> {
    const user = (await this.#given(folder, options)).find(({shared_to: to}) => to.email === email)
    if (!user) return false
    const body = {vfolder: folder.id, user: user.shared_to.uuid, perm: permission}
    await this.http.done({method: 'POST', path: '/folders/_/shared', body}, options)
    return true
  }

  async #sentTo(
    folder: Vfolder,
    email: string,
    options: RequestOptions,
  ): Promise<VfolderInvitation | undefined> {
    const sent = await this.invitations('sent', options)
    return sent.find((one) => one.folderId === folder.id && one.invitee === email)
  }
}

function refuseForeign(folder: Vfolder): void {
  if (!folder.isOwner) {
    throw new NotAllowedError(`Only the owner of ${folder.name} can share it.`)
  }
}
