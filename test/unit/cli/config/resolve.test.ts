import {expect} from 'chai'
import fc from 'fast-check'
import {credentialsOf} from '../../../../src/cli/config/credentials.js'
import {isWithinEndpoint} from '../../../../src/cli/config/endpoint.js'
import {readEnvironment, type Environment} from '../../../../src/cli/config/environment.js'
import type {Profile, Profiles} from '../../../../src/cli/config/profile-schema.js'
import {resolveSettings, type SettingsInputs} from '../../../../src/cli/config/resolve.js'
import {flagLayer, type Settings} from '../../../../src/cli/config/settings.js'
import {NotFoundError, NotLoggedInError} from '../../../../src/sdk/errors.js'
import {thrown} from '../../../support/rejection.js'

const LAB: Profile = {
  endpoint: 'https://lab',
  accessKey: 'AK-LAB',
  secretKey: 'SK-LAB',
  project: 'of-lab',
  verifyTls: false,
}
const PROFILES: Profiles = {current: 'lab', profiles: {lab: LAB, bare: {endpoint: 'https://bare'}}}

interface Said {
  flags?: Partial<Settings>
  profileFlag?: string
  env?: Environment
  project?: Partial<Settings>
  projectProfile?: string
  profiles?: Profiles
}

function inputs(said: Said): SettingsInputs {
  const {flags = {}, profileFlag, env = {}, project, projectProfile, profiles = PROFILES} = said
  return {
    flags: flagLayer(flags),
    profileFlag,
    environment: readEnvironment(env),
    projectFile: {
      file: '/p/bai.yaml',
      layer: {values: project ?? {}, originOf: () => ({from: 'project-file', file: '/p/bai.yaml'})},
      ...(projectProfile && {profile: projectProfile}),
    },
    profiles,
  }
}

const resolved = (said: Said) => resolveSettings(inputs(said))
const ENV_LAB = {BACKEND_ENDPOINT: 'https://env', BACKEND_ACCESS_KEY: 'AK-ENV', BACKEND_SECRET_KEY: 'SK-ENV'}

describe('resolveSettings', () => {
  it('takes every setting from the highest source that says it', () => {
    const optional = fc.option(fc.stringMatching(/^[a-z]{1,8}$/), {nil: undefined})
    const sources = fc.record({
      flag: optional,
      bai: optional,
      backend: optional,
      project: optional,
      profile: optional,
    })
    fc.assert(
      fc.property(sources, fc.constantFrom('project', 'image', 'domain', 'resourceGroup'), (said, name) => {
        const variable = {
          project: 'GROUP',
          image: 'IMAGE',
          domain: 'DOMAIN',
          resourceGroup: 'RESOURCE_GROUP',
        }[name]
        const value = (text: string | undefined) => (text === undefined ? {} : {[name]: text})

        const {settings, origins} = resolved({
          flags: value(said.flag),
          env: {[`BAI_${variable}`]: said.bai, [`BACKEND_${variable}`]: said.backend},
          project: value(said.project),
          profiles: {current: 'lab', profiles: {lab: {endpoint: 'https://lab', ...value(said.profile)}}},
        })

        const order = [
          [said.flag, 'flag'],
          [said.bai, 'environment'],
          [said.backend, 'environment'],
          [said.project, 'project-file'],
          [said.profile, 'profile'],
        ] as const
        const winner = order.find(([text]) => text !== undefined)
        const fallback = name === 'project' || name === 'domain' ? 'default' : undefined
        expect(settings[name]).to.equal(winner?.[0] ?? fallback)
        expect(origins[name]?.from).to.equal(winner?.[1] ?? fallback)
      }),
    )
  })

  it('never sends stored credentials to another endpoint, whatever is said', () => {
    const endpoint = fc.option(
      fc.constantFrom('https://lab', 'https://bare', 'https://env', 'https://evil'),
      {nil: undefined},
    )
    const keys = fc.constantFrom({}, {ACCESS_KEY: 'AK-ENV', SECRET_KEY: 'SK-ENV'}, {ACCESS_KEY: 'AK-ENV'})
    const profile = fc.option(fc.constantFrom('lab', 'bare'), {nil: undefined})
    const arbitrary = fc.record({
      flag: endpoint,
      bai: endpoint,
      backend: endpoint,
      keys,
      byFlag: profile,
      byEnv: profile,
    })
    fc.assert(
      fc.property(arbitrary, ({flag, bai, backend, keys: exported, byFlag, byEnv}) => {
        const {settings} = resolved({
          ...(flag && {flags: {endpoint: flag}}),
          ...(byFlag && {profileFlag: byFlag}),
          env: {
            BAI_ENDPOINT: bai,
            BACKEND_ENDPOINT: backend,
            BAI_PROFILE: byEnv,
            ...Object.fromEntries(Object.entries(exported).map(([key, value]) => [`BACKEND_${key}`, value])),
          },
        })

        if (settings.secretKey === 'SK-LAB') expect(settings.endpoint).to.equal('https://lab')
        // Halves of different keypairs never meet.
        expect([settings.accessKey, settings.secretKey].join()).not.to.match(/ENV.*LAB|LAB.*ENV/)
      }),
    )
  })

  it('uses nothing of a profile with another endpoint, its laxer verification included', () => {
    const {settings, profile, withheld} = resolved({flags: {endpoint: 'https://other'}})

    expect(settings).to.include({endpoint: 'https://other', verifyTls: true, project: 'default'})
    expect(settings).not.to.have.any.keys('accessKey', 'secretKey')
    expect(profile).to.equal(undefined)
    expect(withheld).to.deep.equal({origin: {from: 'profile', profile: 'lab'}, endpoint: 'https://lab'})
  })

  it('uses a profile when the same endpoint is said again', () => {
    const {settings, profile} = resolved({env: {BAI_ENDPOINT: 'https://LAB:443/'}})

    expect(profile).to.equal('lab')
    expect(settings.secretKey).to.equal('SK-LAB')
  })

  it('takes endpoint and keys of a profile named by --profile before exported variables', () => {
    const {settings} = resolved({profileFlag: 'lab', env: {...ENV_LAB, BAI_GROUP: 'of-env'}})

    expect(settings).to.include({endpoint: 'https://lab', secretKey: 'SK-LAB', project: 'of-env'})
  })

  it('lets BAI_PROFILE win over BACKEND_ENDPOINT, but not over BAI_ENDPOINT', () => {
    const older = resolved({env: {...ENV_LAB, BAI_PROFILE: 'lab'}})
    const newer = resolved({env: {BAI_ENDPOINT: 'https://env', BAI_PROFILE: 'lab'}})

    expect(older.settings.endpoint).to.equal('https://lab')
    expect(newer.settings.endpoint).to.equal('https://env')
    expect(newer.settings.secretKey).to.equal(undefined)
  })

  it('lets exported variables win over the current profile', () => {
    const {settings, profile} = resolved({env: ENV_LAB})

    expect(settings).to.include({endpoint: 'https://env', secretKey: 'SK-ENV', project: 'default'})
    expect(profile).to.equal(undefined)
  })

  it('sends no exported credentials to the endpoint of a named profile', () => {
    const said = {profileFlag: 'bare', env: ENV_LAB}

    const error = thrown(() => credentialsOf(resolved(said)), NotLoggedInError)

    expect(error.message).to.include('BACKEND_ACCESS_KEY').and.to.include('https://env')
  })

  it('sends an exported keypair to an endpoint that was typed, but no exported session id', () => {
    const keypair = resolved({flags: {endpoint: 'https://typed'}, env: ENV_LAB, profiles: {profiles: {}}})
    const env = {BAI_ENDPOINT: 'https://env', BAI_ENDPOINT_TYPE: 'session', BAI_SESSION_ID: 'SK-WEB'}
    const session = resolved({flags: {endpoint: 'https://typed'}, env, profiles: {profiles: {}}})

    expect(keypair.settings).to.include({endpoint: 'https://typed', secretKey: 'SK-ENV'})
    expect(session.settings).not.to.have.any.keys('sessionId')
    expect(thrown(() => credentialsOf(session), NotLoggedInError).message).to.include('BAI_SESSION_ID')
  })

  it('uses exported credentials with the endpoint of a profile when they come without one', () => {
    const {settings} = resolved({profileFlag: 'bare', env: {BAI_ACCESS_KEY: 'AK', BAI_SECRET_KEY: 'SK'}})

    expect(settings).to.include({endpoint: 'https://bare', secretKey: 'SK'})
  })

  it('takes the profile that is named first: flag, BAI_PROFILE, project file, current', () => {
    const name = (said: Said) => resolved(said).profile

    expect(name({projectProfile: 'bare'})).to.equal('bare')
    expect(name({projectProfile: 'bare', env: {BAI_PROFILE: 'lab'}})).to.equal('lab')
    expect(name({profileFlag: 'bare', env: {BAI_PROFILE: 'lab'}})).to.equal('bare')
    expect(name({})).to.equal('lab')
  })

  it('fails for a named profile that does not exist, but not for a current one', () => {
    const error = thrown(() => resolved({profileFlag: 'lob'}), NotFoundError)

    expect(error.hints.join()).to.include('lab')
    expect(thrown(() => resolved({projectProfile: '__proto__'}), NotFoundError).message).to.include(
      '/p/bai.yaml',
    )
    expect(resolved({profiles: {current: 'gone', profiles: {}}}).profile).to.equal(undefined)
  })
})

describe('credentialsOf', () => {
  it('gives the keypair or the session, by the type of the endpoint', () => {
    const session = {
      current: 'web',
      profiles: {web: {endpoint: 'https://w', endpointType: 'session', sessionId: 'S', accessKey: 'A'}},
    } as const

    expect(credentialsOf(resolved({}))).to.deep.equal({
      kind: 'keypair',
      accessKey: 'AK-LAB',
      secretKey: 'SK-LAB',
    })
    expect(credentialsOf(resolved({profiles: session}))).to.deep.equal({kind: 'session', sessionId: 'S'})
  })

  const FAILURES: readonly (readonly [string, Said, string])[] = [
    ['half a keypair in the environment', {env: {BAI_ACCESS_KEY: 'AK'}}, 'BAI_SECRET_KEY'],
    ['the other half', {env: {BACKEND_SECRET_KEY: 'SK'}}, 'BACKEND_ACCESS_KEY'],
    ['no credentials', {profileFlag: 'bare'}, 'bai login https://bare --profile bare'],
    [
      'credentials of another endpoint',
      {flags: {endpoint: 'https://x'}},
      'BAI_ACCESS_KEY and BAI_SECRET_KEY',
    ],
    ['a keypair at a webserver', {env: {...ENV_LAB, BAI_ENDPOINT_TYPE: 'session'}}, 'bai login https://env'],
    [
      'a session id without its type',
      {profileFlag: 'bare', env: {BAI_SESSION_ID: 'S'}},
      'BAI_ENDPOINT_TYPE=session',
    ],
  ]
  for (const [what, said, hint] of FAILURES) {
    it(`says what to do about ${what}, and shows no secret`, () => {
      const error = thrown(() => credentialsOf(resolved(said)), NotLoggedInError)

      expect(error.hints.join('\n')).to.include(hint)
      expect(error.message + error.hints.join()).not.to.match(/SK-/)
    })
  }
})

describe('isWithinEndpoint', () => {
  const CASES: readonly (readonly [string, string, boolean])[] = [
    ['https://a', 'https://A/', true],
    ['https://a:443', 'https://a', true],
    ['https://b', 'https://a,https://b', true],
    ['https://a,https://b', 'https://b , https://a', true],
    ['https://a,https://b', 'https://a', false],
    ['http://a', 'https://a', false],
    ['https://a:8443', 'https://a', false],
    ['https://a/base', 'https://a', false],
    ['https://a.evil', 'https://a', false],
    ['https://a@evil', 'https://a', false],
    ['', 'https://a', false],
  ]
  for (const [wanted, own, expected] of CASES) {
    it(`says ${expected} for "${wanted}" and "${own}"`, () => {
      expect(isWithinEndpoint(wanted, own)).to.equal(expected)
    })
  }
})
