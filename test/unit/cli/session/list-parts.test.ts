import {expect} from 'chai'
import {fieldsFor, MADE_OF} from '../../../../src/cli/session/list-parts.js'
import {sessionListView} from '../../../../src/cli/views/session.js'

describe('what a list of sessions asks for', () => {
  it('is known of every column', () => {
    expect(Object.keys(MADE_OF).toSorted()).to.deep.equal(
      sessionListView.columns.map(({key}) => key).toSorted(),
    )
  })

  it('is what the columns are made of, and nothing else', () => {
    const {fields} = fieldsFor(new Set(['name', 'image', 'position']))

    expect(fields?.map((field) => (typeof field === 'string' ? field : field.name))).to.deep.equal([
      ...['session_id', 'name', 'status', 'image', 'scaling_group', 'priority', 'created_at'],
    ])
  })

  it('is everything when any column may be shown', () => {
    expect(fieldsFor(undefined)).to.deep.equal({})
  })
})
