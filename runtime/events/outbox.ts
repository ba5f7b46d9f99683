import type { Sql } from '../database.ts';
import { newId } from '../ids.ts';
import type { EventType } from './event-type.ts';

/**
 * Writes an event to the domain's outbox, in the transaction of the effect it tells of. The relay publishes it after
 * the commit, at least once and in commit order.
 */
export async function announce<Payload extends object>(
  sql: Sql,
  type: EventType<Payload>,
  payload: Payload,
  now: Date,
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO outbox_event (id, type, payload) VALUES (${newId('evt', now)}, ${type.name}, ${JSON.stringify(payload)}::jsonb)`;
}
