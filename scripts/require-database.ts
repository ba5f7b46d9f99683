import { types } from 'node:util';
import pg from 'pg';
import type { Configuration } from '../runtime/configuration.ts';
import { domainDatabaseUrl } from '../runtime/domain-database.ts';

const PATIENCE_MS = 5_000;

/** Finds a database that a domain's role cannot reach or enter. @throws an Error of one line that names both. */
export async function requireDatabase(
  configuration: Configuration,
  domain: string,
  ownerUrl = configuration.databaseUrl,
): Promise<void> {
  const connectionString = domainDatabaseUrl(configuration, domain, ownerUrl);
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: PATIENCE_MS });
  // One that ends the connection while it is closed would else end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const { host, pathname } = new URL(connectionString);
    throw new Error(`the database of ${domain} at ${host}${pathname} cannot be used: ${reasonOf(error)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A host name with several addresses that all refuse makes an error without a message. */
const reasonOf = (error: unknown): string =>
  types.isNativeError(error) ? error.message || String(Reflect.get(error, 'code')) : String(error);
