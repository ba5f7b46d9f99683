import type { Logger } from 'pino';
import type { Sql } from '../database/database.ts';
import { type DeliveryOutcome, outcomeOf, outcomeOfError } from '../http/delivery-outcome.ts';
import type { GuardedHttp } from '../http/guarded-http.ts';
import type { QueueJob } from '../jobs/job.ts';
import { MAX_ATTEMPTS, nextAttempt } from '../resilience/retry-times.ts';
import { webhookHeaders } from './standard-webhooks.ts';
import { endpointSecret } from './webhook-endpoints.ts';
import {
  type ClaimedDelivery,
  claimDeliveries,
  disableEndpoint,
  pruneDeliveries,
  settleDelivery,
} from './webhook-queue.ts';

/** What delivering the webhooks of a domain takes. */
export interface DeliverOptions {
  readonly sql: Sql;
  readonly http: Pick<GuardedHttp, 'post'>;
  /** That of `createWebhookEndpoints`. */
  readonly serverSecret: string;
  /** Topic of the signal that says that something was published. */
  readonly topic: string;
  readonly now: () => Date;
  readonly random: () => number;
  readonly log: Logger;
}

const POLL_INTERVAL_MS = 5_000;
const MAX_RUNNING = 32;
/** A slow receiver delays only its own deliveries. */
const MAX_RUNNING_PER_ENDPOINT = 4;
const GONE = [410];

/** The job of a domain that sends webhooks; attempts run beside each other and are settled each by itself. */
export function deliverWebhooks(options: DeliverOptions): QueueJob {
  const { sql, now, log } = options;
  const running = new Set<Promise<void>>();
  const perEndpoint = new Map<string, number>();
  const count = (endpointId: string, difference: number): void => {
    const next = (perEndpoint.get(endpointId) ?? 0) + difference;
    if (next === 0) perEndpoint.delete(endpointId);
    else perEndpoint.set(endpointId, next);
  };
  return {
    name: 'deliver-webhooks',
    topic: options.topic,
    pollMs: POLL_INTERVAL_MS,
    async run(_, wake) {
      const limit = MAX_RUNNING - running.size;
      if (limit === 0) return false;
      const busy = [...perEndpoint.keys()];
      const claimed = await claimDeliveries(sql, now(), { limit, perEndpoint: MAX_RUNNING_PER_ENDPOINT, busy });
      for (const delivery of claimed) {
        count(delivery.endpointId, 1);
        const attempt = deliver(options, delivery)
          .catch((error: unknown) => log.error({ err: error, delivery: delivery.id }, 'A webhook cannot be settled'))
          .finally(() => {
            running.delete(attempt);
            count(delivery.endpointId, -1);
            wake();
          });
        running.add(attempt);
      }
      if (claimed.length === 0) await pruneDeliveries(sql, now());
      return claimed.length === limit;
    },
    async onStop() {
      await Promise.all(running);
    },
  };
}

async function deliver(options: DeliverOptions, delivery: ClaimedDelivery): Promise<void> {
  const { sql, now } = options;
  const outcome = await attempt(options, delivery);
  if (outcome.sent) return settleDelivery(sql, delivery, { isSent: true, error: null, retryAt: null }, now());
  if (outcome.isGone) await disableEndpoint(sql, delivery.endpointId);
  await settleDelivery(
    sql,
    delivery,
    { isSent: false, error: outcome.reason, retryAt: retryAt(options, delivery, outcome) },
    now(),
  );
}

async function attempt(
  { http, serverSecret, now }: DeliverOptions,
  { endpointId, eventId: id, body, url, secretVersion, previousUntil }: ClaimedDelivery,
): Promise<DeliveryOutcome> {
  const at = now();
  const versions = previousUntil !== null && at < previousUntil ? [secretVersion, secretVersion - 1] : [secretVersion];
  const secrets = versions.map((version) => endpointSecret(serverSecret, endpointId, version));
  const headers = { 'content-type': 'application/json', ...webhookHeaders(secrets, { id, body }, at) };
  try {
    const outcome = outcomeOf(await http.post(url, headers, body), GONE);
    // Whoever answers 400 or 404 today may be mended tomorrow.
    return outcome.sent ? outcome : { ...outcome, isPermanent: outcome.isGone };
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** Null: no further attempt. */
function retryAt(
  { now, random }: DeliverOptions,
  { attempts }: ClaimedDelivery,
  { isPermanent, retryAfterSeconds }: Extract<DeliveryOutcome, { sent: false }>,
): Date | null {
  if (isPermanent || attempts >= MAX_ATTEMPTS) return null;
  return nextAttempt(attempts, now(), random, retryAfterSeconds ?? 0);
}
