import type {TemplateDocument} from '../../sdk/schemas/template.js'
import type {Timestamp} from './model.js'

/** A session template. Names are not unique. */
export interface TemplateRecord {
  id: string
  name: string
  userId: string
  projectId: string
  domain: string
  createdAt: Timestamp
  document: TemplateDocument
}
