import type { Sql } from '../database/database.ts';
import { newId } from '../operations/ids.ts';
import { deriveWebhookSecret } from './standard-webhooks.ts';

/** An address to which a domain posts what happens to its owner. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly ownerId: string;
  readonly url: string;
  /** Types of events that it gets; empty: all. */
  readonly types: readonly string[];
  readonly isEnabled: boolean;
  readonly createdAt: Date;
  /** Until when requests are signed with the secret before too; null: only one secret is live. */
  readonly previousSecretUntil: Date | null;
}

/** An event for the endpoints of one owner. */
export interface WebhookEventDraft {
  readonly ownerId: string;
  /** The same for every endpoint and attempt; publishing an id again does nothing. */
  readonly id: string;
  readonly type: string;
  readonly data: object;
}

/** One event for one endpoint, as the log of deliveries shows it. */
export interface WebhookDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly createdAt: Date;
  readonly state: 'PENDING' | 'SENT' | 'DEAD';
  readonly attempts: number;
  /** Why the latest attempt failed. */
  readonly error: string | null;
  readonly settledAt: Date | null;
}

interface EndpointRow {
  readonly id: string;
  readonly owner_id: string;
  readonly url: string;
  readonly types: string[];
  readonly is_enabled: boolean;
  readonly created_at: Date;
  readonly secret_version: number;
  readonly previous_until: Date | null;
}

/** How long the secret before stays live after a rotation. */
const ROTATION_MS = 24 * 60 * 60 * 1_000;

/** The secret of an endpoint in one version, derived from the server's. */
export const endpointSecret = (serverSecret: string, id: string, version: number): string =>
  deriveWebhookSecret(serverSecret, `${id}:${version}`);

/**
 * The endpoints of a domain that declares `/// @webhooks`, outside transactions or inside one. Whoever calls has checked who
 * asks, and the address by `objectionToAddress`; a change of an endpoint that the owner does not have changes nothing.
 */
export function createWebhookEndpoints(sql: Sql, serverSecret: string) {
  return {
    /** The secret is shown to the owner. */
    async create(
      { ownerId, url, types }: Pick<WebhookEndpoint, 'ownerId' | 'url' | 'types'>,
      now: Date,
    ): Promise<{ readonly endpoint: WebhookEndpoint; readonly secret: string }> {
      const id = newId('whe', now);
      await sql.$executeRaw`
        INSERT INTO webhook_endpoint (id, owner_id, url, types, created_at)
        VALUES (${id}, ${ownerId}, ${url}, ${[...types]}::text[], ${now})`;
      const endpoint = { id, ownerId, url, types, isEnabled: true, createdAt: now, previousSecretUntil: null };
      return { endpoint, secret: endpointSecret(serverSecret, id, 1) };
    },

    /** All endpoints of an owner, oldest first. */
    async list(ownerId: string): Promise<WebhookEndpoint[]> {
      const rows = await sql.$queryRaw<EndpointRow[]>`
        SELECT * FROM webhook_endpoint WHERE owner_id = ${ownerId} ORDER BY created_at, id`;
      return rows.map(toEndpoint);
    },

    /** Replaces address, types and whether it is enabled. False: the owner has no such endpoint. */
    async update({ id, ownerId, url, types, isEnabled }: Omit<WebhookEndpoint, 'createdAt' | 'previousSecretUntil'>) {
      const changed = await sql.$executeRaw`
        UPDATE webhook_endpoint SET url = ${url}, types = ${[...types]}::text[], is_enabled = ${isEnabled}
        WHERE id = ${id} AND owner_id = ${ownerId}`;
      return changed === 1;
    },

    /** Makes another secret, which signs beside the one before for 24 hours. Null: the owner has no such endpoint. */
    async rotateSecret(ownerId: string, id: string, now: Date): Promise<string | null> {
      const [row] = await sql.$queryRaw<{ secret_version: number }[]>`
        UPDATE webhook_endpoint
        SET secret_version = secret_version + 1, previous_until = ${new Date(now.getTime() + ROTATION_MS)}
        WHERE id = ${id} AND owner_id = ${ownerId} RETURNING secret_version`;
      return row === undefined ? null : endpointSecret(serverSecret, id, row.secret_version);
    },

    /** Deletes an endpoint with its deliveries. False: the owner has no such endpoint. */
    async remove(ownerId: string, id: string): Promise<boolean> {
      return (await sql.$executeRaw`DELETE FROM webhook_endpoint WHERE id = ${id} AND owner_id = ${ownerId}`) === 1;
    },

    /** Queues an event for the owner's endpoints that want its type, in the transaction of what it is about. */
    async publish({ ownerId, id, type, data }: WebhookEventDraft, now: Date): Promise<void> {
      const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
      await sql.$executeRaw`
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, type, body, created_at, due_at)
        SELECT ${newId('whd', now)}::text || '.' || row_number() OVER (ORDER BY e.id), e.id, ${id}::text, ${type}::text, ${body}::text,
          ${now}::timestamptz, ${now}::timestamptz
        FROM webhook_endpoint e
        WHERE e.owner_id = ${ownerId} AND e.is_enabled AND (e.types = '{}' OR ${type}::text = ANY (e.types))
        ON CONFLICT (endpoint_id, event_id) DO NOTHING`;
    },

    /** The newest deliveries of an endpoint, newest first. */
    async deliveries(ownerId: string, endpointId: string, limit: number): Promise<WebhookDelivery[]> {
      return await sql.$queryRaw<WebhookDelivery[]>`
        SELECT d.id, d.event_id AS "eventId", d.type, d.created_at AS "createdAt", d.state, d.attempts, d.error,
          d.settled_at AS "settledAt"
        FROM webhook_delivery d JOIN webhook_endpoint e ON e.id = d.endpoint_id
        WHERE e.id = ${endpointId} AND e.owner_id = ${ownerId} ORDER BY d.created_at DESC, d.id DESC LIMIT ${limit}`;
    },

    /** Sends once more what was settled since `from`, under the same ids. Resolves to how many deliveries. */
    async replay(ownerId: string, endpointId: string, from: Date, now: Date): Promise<number> {
      return await sql.$executeRaw`
        UPDATE webhook_delivery d SET state = 'PENDING', attempts = 0, due_at = ${now}, error = NULL, settled_at = NULL
        FROM webhook_endpoint e
        WHERE e.id = d.endpoint_id AND e.id = ${endpointId} AND e.owner_id = ${ownerId}
          AND d.created_at >= ${from} AND d.state <> 'PENDING'`;
    },
  };
}

const toEndpoint = (row: EndpointRow): WebhookEndpoint => ({
  id: row.id,
  ownerId: row.owner_id,
  url: row.url,
  types: row.types,
  isEnabled: row.is_enabled,
  createdAt: row.created_at,
  previousSecretUntil: row.previous_until,
});
