import {expect} from 'chai'
import fc from 'fast-check'
import {DumpInspector} from '../../../../src/ops/postgres/dump-inspect.js'

const DUMP = `--
-- PostgreSQL database cluster dump
--

\\restrict abc
CREATE ROLE alice;
ALTER ROLE alice WITH LOGIN PASSWORD 'SCRAM-SHA-256$4096:x';
\\unrestrict abc

\\connect template1

--
-- PostgreSQL database dump
--
-- Dumped from database version 15.18 (Debian 15.18-0)
--
-- PostgreSQL database dump complete
--

CREATE DATABASE "we""ird" WITH TEMPLATE = template0;
ALTER DATABASE "we""ird" OWNER TO postgres;
\\connect -reuse-previous=on "dbname='we\\"ird'"
--
-- Name: f(); Type: FUNCTION; Schema: public; Owner: postgres
--
CREATE FUNCTION f() AS '
COPY public.fake (a) FROM stdin;
\\connect elsewhere
';
--
-- Data for Name: t; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.t (a, b) FROM stdin;
1\t\\\\.
\\N\tCOPY public.x (a) FROM stdin;
3\t\\connect other
\\.


--
-- Data for Name: empty; Type: TABLE DATA; Schema: other; Owner: postgres
--

COPY other."Em.pty" (a) FROM stdin;
\\.


--
-- Data for Name: BLOBS; Type: BLOBS; Schema: -; Owner: -
--
BEGIN;
SELECT pg_catalog.lo_open('16390', 131072);
SELECT pg_catalog.lowrite(0, '\\x00');
COMMIT;
--
-- PostgreSQL database dump complete
--

--
-- PostgreSQL database cluster dump complete
--
`

function inspect(text: string, cuts: readonly number[]): ReturnType<DumpInspector['finish']> {
  const inspector = new DumpInspector()
  const bytes = Buffer.from(text)
  const places = [...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length]
  let at = 0
  for (const place of places) {
    inspector.take(bytes.subarray(at, place))
    at = place
  }
  return inspector.finish('The dump')
}

describe('reading a dump', () => {
  it('counts tables, rows and large objects wherever the pieces are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), {maxLength: 40}), (cuts) => {
        const found = inspect(DUMP, cuts)

        expect(found).to.deep.equal({
          plainBytes: Buffer.byteLength(DUMP),
          serverVersion: '15.18',
          databases: [
            {name: 'template1', tables: [], largeObjects: 0},
            {
              name: 'we"ird',
              largeObjects: 1,
              tables: [
                {schema: 'public', table: 't', rows: 3},
                {schema: 'other', table: 'Em.pty', rows: 0},
              ],
            },
          ],
        })
      }),
    )
  })

  it('reads byte by byte', () => {
    const cuts = Array.from({length: Buffer.byteLength(DUMP)}, (_, i) => i)

    expect(inspect(DUMP, cuts).databases[1]?.tables).to.have.length(2)
  })

  it('notices a dump that stops early, at any place', () => {
    const last = DUMP.indexOf('-- PostgreSQL database cluster dump complete')
    fc.assert(
      fc.property(fc.nat({max: last}), (length) => {
        expect(() => inspect(DUMP.slice(0, length), [])).to.throw(/stops before its end/)
      }),
    )
  })

  it('counts rows exactly, whatever they look like', () => {
    const row = fc.constantFrom('', '\\\\.', '.', '\\N', 'x'.repeat(100), '\\\\.x', ' \\.')
    fc.assert(
      fc.property(fc.array(row, {maxLength: 20}), fc.array(fc.nat(), {maxLength: 20}), (rows, cuts) => {
        const head =
          '\\connect a\n-- Data for Name: t; Type: TABLE DATA; Schema: s; Owner: o\n\nCOPY s.t (a) FROM stdin;\n'
        const text = `${head}${rows.map((text) => `${text}\n`).join('')}\\.\n-- PostgreSQL database cluster dump complete\n`

        expect(inspect(text, cuts).databases[0]?.tables).to.deep.equal([
          {schema: 's', table: 't', rows: rows.length},
        ])
      }),
    )
  })
})
