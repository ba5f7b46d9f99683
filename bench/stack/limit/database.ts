import type { QueryResultRow } from 'pg';
import { createPool } from '../../../runtime/database/postgres-connections.ts';
import type { Statement } from './statements.ts';

/** Runs one prepared statement. */
export type Run = <Row extends QueryResultRow = QueryResultRow>(
  statement: Statement,
  values: readonly unknown[],
) => Promise<Row[]>;

/** As many as a domain of the stack opens. */
const CONNECTIONS = 5;

/** A pool for each schema, as each domain of the stack has one. */
export function openPools(databaseUrl: string, domains: readonly string[]) {
  const pools = new Map(
    domains.map((domain) => {
      const connectionString = `${databaseUrl}?options=-c%20search_path%3D${domain}%2Cextensions%20-c%20plan_cache_mode%3Dforce_generic_plan`;
      return [domain, createPool({ connectionString, max: CONNECTIONS })];
    }),
  );
  const poolOf = (domain: string) => {
    const pool = pools.get(domain);
    if (pool === undefined) throw new Error(`There is no pool for ${domain}.`);
    return pool;
  };
  const run: Run = async <Row extends QueryResultRow>({ domain, name, text }: Statement, values: readonly unknown[]) =>
    (await poolOf(domain).query<Row>({ name, text, values: [...values] })).rows;
  return {
    run,
    /** Runs `work` in one transaction. Whatever fails ends the benchmark, so nothing is rolled back. */
    async transaction<Value>(domain: string, work: (run: Run) => Promise<Value>): Promise<Value> {
      const client = await poolOf(domain).connect();
      try {
        // Unnamed: PostgreSQL counts a prepared BEGIN only once.
        await client.query('BEGIN');
        const value = await work(
          async <Row extends QueryResultRow>({ name, text }: Statement, values: readonly unknown[]) =>
            (await client.query<Row>({ name, text, values: [...values] })).rows,
        );
        await client.query('COMMIT');
        return value;
      } finally {
        client.release();
      }
    },
  };
}
