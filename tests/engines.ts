import { randomUUID } from 'node:crypto';
import { domainDatabaseUrl } from '../runtime/database/domain-database.ts';
import { withClient } from '../runtime/database/postgres-connections.ts';
import { type EmbeddedRedis, startRedis } from '../runtime/embedded/redis.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';

/** A migrated, empty database that one test file has for itself. */
export interface FreshDatabase {
  /** Address of its owner. */
  readonly ownerUrl: string;
  /** Address of a domain's own role. */
  urlOf(domain: string): string;
  /** Asks it as its owner. */
  query(statement: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

function serverUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests with npm test');
  return url;
}

/** Runs one statement on a connection of its own. */
export function queryOnce(
  connectionString: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<{ rows: Record<string, unknown>[] }> {
  return withClient({ connectionString }, (client) => client.query(statement, [...values]));
}

/** A copy of the template that holds every domain's schema; takes about 50 ms. Roles and their passwords are shared by all copies. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await queryOnce(serverUrl(), `CREATE DATABASE ${name} TEMPLATE template_social STRATEGY file_copy`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  const configuration = loadConfiguration('serve', { DATABASE_SECRET: process.env['DATABASE_SECRET'] });
  return {
    ownerUrl: url.href,
    urlOf: (domain) => domainDatabaseUrl(configuration, domain, url.href),
    query: (statement, values) => queryOnce(url.href, statement, values),
    drop: async () => void (await queryOnce(serverUrl(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** A Redis server of one test, which may kill and revive it. */
export const privateRedis = (): Promise<EmbeddedRedis> => startRedis({ dataDir: null, log: () => {} });
