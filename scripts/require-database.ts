import { types } from 'node:util';
import { domainDatabaseUrl } from '../runtime/database/domain-database.ts';
import { withClient } from '../runtime/database/postgres-connections.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';

/** Long enough for a machine on which all processes start at once. A server that is not there is noticed at once. */
const CONNECT_TIMEOUT_MS = 20_000;

/** Finds a database that a domain's role cannot reach or enter. @throws an Error of one line that names both. */
export async function requireDatabase(
  configuration: Configuration,
  domain: string,
  ownerUrl = configuration.databaseUrl,
): Promise<void> {
  const connectionString = domainDatabaseUrl(configuration, domain, ownerUrl);
  try {
    await withClient({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS }, async () => undefined);
  } catch (error) {
    const { host, pathname } = new URL(connectionString);
    throw new Error(`the database of ${domain} at ${host}${pathname} cannot be used: ${reasonOf(error)}`);
  }
}

/** A host name with several addresses that all refuse makes an error without a message. */
const reasonOf = (error: unknown): string =>
  types.isNativeError(error) ? error.message || String(Reflect.get(error, 'code')) : String(error);
