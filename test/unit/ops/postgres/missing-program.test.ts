import {expect} from 'chai'
import {OpsNotFoundError, ProgramFailedError} from '../../../../src/ops/errors.js'
import {LocalHost} from '../../../../src/ops/host/local.js'
import {postgresError} from '../../../../src/ops/postgres/target.js'

describe('a program of PostgreSQL that is not there', () => {
  const target = {host: new LocalHost('here'), user: 'postgres', container: 'db'}

  // Docker 20.10 says it on standard output, so that only the status tells.
  for (const status of [126, 127]) {
    it(`is not found, whichever program was asked first: Docker ends with ${status} and no words`, () => {
      const error = postgresError(new ProgramFailedError('docker', status, ''), target, 'psql')

      expect(error).to.be.instanceOf(OpsNotFoundError)
      expect((error as Error).message).to.equal('psql is not installed in the container db.')
    })
  }

  it('is not what a program means that ends with a status of its own', () => {
    const error = postgresError(new ProgramFailedError('docker', 3, ''), target, 'psql')

    expect(error).not.to.be.instanceOf(OpsNotFoundError)
  })
})
