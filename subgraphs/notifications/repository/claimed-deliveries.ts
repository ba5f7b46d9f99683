import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { ChannelName } from '../events.ts';
import type { Client } from './client.ts';
import type { NotificationDelivery } from './deliveries.ts';
import { DELIVERY_ROW } from './delivery-row.ts';
import type { Claim } from './occurrences.ts';

/** A delivery that a worker has claimed, and the host that receives its request; null for a service of our own. */
export interface ClaimedDelivery extends NotificationDelivery {
  readonly host: string | null;
}

/** Limits of a claim, and what is in flight already. */
export interface ClaimRoom extends Omit<Claim, 'limit'> {
  /** Free slots by channel; none for a channel that is absent. */
  readonly free: ReadonlyMap<ChannelName, number>;
  /** Maximum number of deliveries of a channel in flight to one person, and to one host. */
  readonly perRecipient: number;
  readonly perHost: number;
  /** Numbers in flight, by `channel:userId` and by `channel:host`. */
  readonly recipients: ReadonlyMap<string, number>;
  readonly hosts: ReadonlyMap<string, number>;
}

/** Number of oldest due deliveries that one claim considers. */
const CANDIDATES = 200;

/** The host in an address; null for e-mail and for a chat. */
const HOST = sql`substring(v.endpoint FROM '^[a-z]+://(\\[[^]]*\\]|[^/:?#]+)')`;

const countsOf = (counts: ReadonlyMap<string, number>): SqlFragment =>
  sql`SELECT * FROM unnest(${[...counts.keys()]}::text[], ${[...counts.values()]}::int[]) AS c(key, count)`;

const fullAt = (counts: ReadonlyMap<string, number>, limit: number): string[] =>
  [...counts].flatMap(([key, count]) => (count >= limit ? [key] : []));

/** Claims deliveries for workers. */
export const createDeliveryClaims = (db: Client) => ({
  /**
   * Claims due deliveries within the limits, oldest first, until the lease expires. A claim counts as an attempt.
   * Recipients and hosts that have reached their limit are skipped, so that others do not wait for them.
   */
  claimDeliveries: ({
    free,
    perRecipient,
    perHost,
    recipients,
    hosts,
    ...claim
  }: ClaimRoom): Promise<ClaimedDelivery[]> =>
    db.$queryRaw<ClaimedDelivery[]>`
      WITH room AS (SELECT * FROM unnest(${[...free.keys()]}::text[], ${[...free.values()]}::int[]) AS r(channel, free)),
      to_recipient AS (${countsOf(recipients)}), to_host AS (${countsOf(hosts)}),
      due AS (
        SELECT d.id, d.channel, d.due_at, d.channel || ':' || d.user_id AS recipient, d.channel || ':' || ${HOST} AS host
        FROM delivery AS d LEFT JOIN device AS v ON v.id = d.device_id
        WHERE d.status = 'PENDING' AND d.due_at <= ${claim.now}
          AND d.channel IN (SELECT channel FROM room WHERE free > 0)
          AND d.channel || ':' || d.user_id <> ALL(${fullAt(recipients, perRecipient)}::text[])
          AND COALESCE(d.channel || ':' || ${HOST} <> ALL(${fullAt(hosts, perHost)}::text[]), TRUE)
        ORDER BY d.due_at LIMIT ${CANDIDATES} FOR UPDATE OF d SKIP LOCKED
      ), fair AS (
        SELECT due.*, row_number() OVER (PARTITION BY recipient ORDER BY due_at, id) AS nth_to_recipient,
          row_number() OVER (PARTITION BY host ORDER BY due_at, id) AS nth_to_host
        FROM due
      ), fitting AS (
        SELECT fair.id, fair.channel, row_number() OVER (PARTITION BY fair.channel ORDER BY due_at, id) AS nth
        FROM fair LEFT JOIN to_recipient AS r ON r.key = recipient LEFT JOIN to_host AS h ON h.key = host
        WHERE nth_to_recipient + COALESCE(r.count, 0) <= ${perRecipient}
          AND (host IS NULL OR nth_to_host + COALESCE(h.count, 0) <= ${perHost})
      ), claimed AS (
        UPDATE delivery AS c SET lease = ${claim.lease}, due_at = ${claim.until}, attempts = c.attempts + 1
        FROM fitting JOIN room USING (channel) WHERE c.id = fitting.id AND fitting.nth <= room.free
        RETURNING c.*
      )
      SELECT ${DELIVERY_ROW.columns}, ${HOST} AS host FROM claimed d ${DELIVERY_ROW.joins} LEFT JOIN device AS v ON v.id = d.device_id
      ORDER BY d.created_at, d.id`,
});
