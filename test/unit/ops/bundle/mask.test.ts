import {expect} from 'chai'
import {maskSecrets} from '../../../../src/ops/bundle/mask.js'

const SECRET = 'hunter2'

describe('secrets in a bundle', () => {
  for (const text of [
    `POSTGRES_PASSWORD=${SECRET}`,
    `  - POSTGRES_PASSWORD="${SECRET}"`,
    `{"secretKey": "${SECRET}"}`,
    `password: '${SECRET} and more'`,
    `postgres://user:${SECRET}@db/x`,
    `["redis-server", "--requirepass", "${SECRET}"]`,
    `redis-cli -a ${SECRET} ping`,
    `["CMD", "redis-cli", "-a", "${SECRET}", "ping"]`,
    `Authorization: Bearer ${SECRET}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY-----`,
  ]) {
    it(`are masked: ${JSON.stringify(text.replaceAll(SECRET, '…'))}`, () => {
      const masked = maskSecrets(text)

      expect(masked).not.to.include(SECRET)
      expect(masked).to.include('********')
    })
  }

  it('and nothing else', () => {
    const text =
      'image: postgres:15\nports: ["127.0.0.1:25432:5432"]\n2026-01-01 INFO sessions running=3 pending=0\n'

    expect(maskSecrets(text)).to.equal(text)
  })
})
