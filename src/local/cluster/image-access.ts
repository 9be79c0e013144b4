import type {ImageRecord} from './model.js'

const OWNER = 'ai.backend.customized-image.owner'

/** Whether an image was made of a session, and so belongs to one user. */
export function isPrivate(image: ImageRecord): boolean {
  return Boolean(image.labels[OWNER])
}

/** Whether a user may know of an image and start sessions from it. */
export function mayUse(image: ImageRecord, userId: string): boolean {
  return !isPrivate(image) || image.labels[OWNER] === `user:${userId}`
}
