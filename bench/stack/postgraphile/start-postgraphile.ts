import { withClient } from '../../../runtime/database/postgres-connections.ts';
import { findFreePort } from '../../../runtime/embedded/free-port.ts';
import { POSTGRAPHILE } from '../../peers.ts';
import type { Engines } from '../engines.ts';
import { type System, startNode, whenAnswering } from '../systems.ts';
import { CREATE_SCHEMA, FILL_PRESENCE, SCHEMA } from './schema-sql.ts';

/** PostGraphile beside the limit, and what the comparison needs to know of their database. */
export interface Postgraphile {
  readonly system: System;
  readonly suspended: ReadonlySet<string>;
}

/** Adds its schema to the limit's copy of the world, and starts it. `online` are the ids of people who are online. */
export async function startPostgraphile(
  { limitDatabaseUrl }: Engines,
  online: readonly string[],
): Promise<Postgraphile> {
  const suspended = await withClient({ connectionString: limitDatabaseUrl }, async (client) => {
    for (const text of CREATE_SCHEMA) await client.query(text);
    await client.query(FILL_PRESENCE, [online]);
    await client.query(`VACUUM ANALYZE ${SCHEMA}.presence`);
    const { rows } = await client.query<{ id: string }>(
      'SELECT user_id AS id FROM friends.suspension WHERE is_active AND (until IS NULL OR until > now())',
    );
    return new Set(rows.map(({ id }) => id));
  });
  const port = await findFreePort();
  const system = startNode([POSTGRAPHILE, String(port), limitDatabaseUrl, SCHEMA], port, {
    NODE_ENV: 'production',
    GRAPHILE_ENV: 'production',
  });
  await whenAnswering(system, JSON.stringify({ query: '{ __typename }' }));
  return { system, suspended };
}
