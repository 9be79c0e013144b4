import type {GraphQL} from '../../transport/graphql.js'
import type {Transport} from '../../transport/http.js'
import type {Images} from '../images.js'
import {AdminAgents} from './agents.js'
import {Domains} from './domains.js'
import {AdminImages} from './images.js'
import {Keypairs} from './keypairs.js'
import {ManagerControl} from './manager.js'
import {ResourcePolicies, type PolicyKind} from './policies.js'
import {Presets} from './presets.js'
import {Projects} from './projects.js'
import {Registries} from './registries.js'
import {ResourceGroups} from './resource-groups.js'
import {Users} from './users.js'

/** What an administrator does through the API. Others are refused with `NotAllowedError`. */
export class Admin {
  readonly agents: AdminAgents
  readonly images: AdminImages
  readonly users: Users
  readonly keypairs: Keypairs
  readonly projects: Projects
  readonly domains: Domains
  readonly resourceGroups: ResourceGroups
  readonly presets: Presets
  readonly registries: Registries
  readonly manager: ManagerControl

  constructor(
    http: Transport,
    private readonly graphql: GraphQL,
    images: Images,
  ) {
    this.agents = new AdminAgents(graphql, http)
    this.images = new AdminImages(graphql, images)
    this.users = new Users(graphql)
    this.keypairs = new Keypairs(graphql)
    this.projects = new Projects(graphql)
    this.domains = new Domains(graphql)
    this.resourceGroups = new ResourceGroups(graphql)
    this.presets = new Presets(graphql)
    this.registries = new Registries(graphql)
    this.manager = new ManagerControl(http)
  }

  /** The policies of one kind. */
  policies(kind: PolicyKind): ResourcePolicies {
    return new ResourcePolicies(this.graphql, kind)
  }
}
