import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { type FreshDatabase, freshDatabase } from './engines.ts';

/**
 * A fresh database on which every domain follows every other one from its first event, as on one on which the system has
 * run before. To find out that there is nothing to take over takes the processes of a system a quarter of their start.
 * The positions of producers whose events a domain does not handle stay where they are.
 */
export async function startedDatabase(): Promise<FreshDatabase> {
  const database = await freshDatabase();
  const domains = readSupergraphConfig().map(({ name }) => name);
  const heads = domains.map((name) => `SELECT '${name}', epoch, 0 FROM ${name}.outbox_head`).join(' UNION ALL ');
  const follow = domains.map((name) => `INSERT INTO ${name}.inbox_position (producer, epoch, number) ${heads};`);
  await database.query(follow.join('\n'));
  return database;
}
