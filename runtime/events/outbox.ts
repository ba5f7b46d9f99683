import { AT_COMMIT } from '../database/at-commit.ts';
import type { Sql } from '../database/database.ts';
import { newId } from '../operations/ids.ts';
import type { EventType } from './event-type.ts';

/**
 * Writes an event to the domain's outbox, in the transaction of its effect. The relay publishes it after the commit, at
 * least once and in commit order.
 */
export const announce = <Payload extends object>(
  sql: Sql,
  type: EventType<Payload>,
  payload: Payload,
  now: Date,
): Promise<void> => announceAll(sql, type, [payload], now);

/** Writes several events of one type, in this order and in one statement. */
export async function announceAll<Payload extends object>(
  sql: Sql,
  type: EventType<Payload>,
  payloads: readonly Payload[],
  now: Date,
): Promise<void> {
  const events = payloads.map((payload) => ({ id: newId('evt', now), payload }));
  await sql.$executeRaw`${AT_COMMIT}
    INSERT INTO outbox_event (id, type, payload)
    SELECT event->>'id', ${type.name}, event->'payload'
    FROM jsonb_array_elements(${JSON.stringify(events)}::jsonb) WITH ORDINALITY AS e(event, nth) ORDER BY nth`;
}

/** The outbox as a part of a domain's store: what is announced becomes true and known with the transaction. */
export const createOutbox = (sql: Sql) => ({
  announce: <Payload extends object>(type: EventType<Payload>, payload: Payload, now: Date): Promise<void> =>
    announce(sql, type, payload, now),
  announceAll: <Payload extends object>(
    type: EventType<Payload>,
    payloads: readonly Payload[],
    now: Date,
  ): Promise<void> => announceAll(sql, type, payloads, now),
});
