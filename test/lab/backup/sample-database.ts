import {execute} from '../../../src/ops/postgres/sql.js'
import type {PostgresTarget} from '../../../src/ops/postgres/target.js'

/** A database with about everything a dump can hold. */
export async function fillSample(target: PostgresTarget, rows = 2000): Promise<void> {
  await execute(
    target,
    'postgres',
    `
    CREATE ROLE alice LOGIN PASSWORD 'alice-secret'; CREATE ROLE readers NOLOGIN; GRANT readers TO alice;
    ALTER ROLE alice SET statement_timeout = '1h';
    CREATE DATABASE backend OWNER alice; CREATE DATABASE "we""ird, näme";
    COMMENT ON DATABASE backend IS 'the manager''s'; ALTER DATABASE backend SET work_mem = '8MB';
    GRANT CONNECT ON DATABASE backend TO readers;`,
  )
  await execute(
    target,
    'backend',
    `
    CREATE EXTENSION pgcrypto; CREATE SCHEMA other;
    CREATE TABLE t (id serial PRIMARY KEY, body text, data jsonb, raw bytea, at timestamptz DEFAULT '2026-01-01');
    INSERT INTO t (body, data, raw) SELECT E'line\\n\\\\.\\tx' || i, jsonb_build_object('i', i), decode(md5(i::text), 'hex')
      FROM generate_series(1, ${rows}) i;
    CREATE TABLE other."Empty.Table" (a int); CREATE TABLE other.child (t int REFERENCES t);
    INSERT INTO other.child SELECT id FROM t WHERE id % 3 = 0;
    CREATE TABLE parts (k int, v text) PARTITION BY RANGE (k);
    CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (50);
    CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (50) TO (100);
    INSERT INTO parts SELECT i, 'v' || i FROM generate_series(0, 99) i;
    CREATE SEQUENCE seq START 7; SELECT setval('seq', 42);
    CREATE VIEW v AS SELECT count(*) FROM t; CREATE MATERIALIZED VIEW mv AS SELECT id FROM t;
    CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN '
\\connect nowhere
COPY public.t (id) FROM stdin;
'; END $$;
    SELECT lo_from_bytea(0, decode(repeat('00ff', 5000), 'hex')); SELECT lo_from_bytea(0, 'x');
    GRANT SELECT ON t TO readers; ALTER TABLE t OWNER TO alice;`,
  )
  await execute(target, 'we"ird, näme', `CREATE TABLE "T" (x text); INSERT INTO "T" VALUES ('한글'), (NULL);`)
}

/** A checksum of everything in a database, to compare before and after. */
export async function fingerprint(target: PostgresTarget, database: string): Promise<string> {
  // One session for all of it: it is asked after every kill.
  return execute(
    target,
    database,
    `
    SELECT format('SELECT %L || md5(coalesce(string_agg(x::text, E''\\n'' ORDER BY x::text), '''')) FROM %I.%I x;', oid::regclass::text || ' ',
      relnamespace::regnamespace::text, relname) FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace::regnamespace::text !~ '^(pg_|inf)'
    ORDER BY oid::regclass::text \\gexec
    SELECT md5(string_agg(loid || encode(data, 'hex'), ',' ORDER BY loid, pageno)) FROM pg_largeobject;
    SELECT sequencename, last_value, start_value FROM pg_sequences ORDER BY 1;
    SELECT extname FROM pg_extension ORDER BY 1;
    SELECT relname, relacl, relowner::regrole FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1;
    SELECT d.datname, d.datdba::regrole, d.datacl, shobj_description(d.oid, 'pg_database'), s.setconfig
      FROM pg_database d LEFT JOIN pg_db_role_setting s ON s.setdatabase = d.oid WHERE d.datname = current_database();
    SELECT prosrc FROM pg_proc WHERE proname = 'f';
    SELECT rolname, rolcanlogin, rolpassword FROM pg_authid WHERE rolname !~ '^pg_' ORDER BY 1;
    SELECT roleid::regrole, member::regrole FROM pg_auth_members WHERE roleid::regrole::text !~ '^pg_' ORDER BY 1, 2;`,
  )
}
