import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import type { PeriodicJob } from '../jobs/job.ts';
import type { WebhookProvider } from './receive-webhook.ts';
import { keepWaiting, lockDueEvent, MAX_WAITING_MS, stopWaiting, type WaitingEvent } from './waiting-events.ts';
import { pruneWebhookEvents } from './webhook-event-table.ts';

/** What retrying the events of a domain's providers takes. */
export interface RetryOptions<Store> {
  readonly database: Database<Store>;
  readonly providers: readonly WebhookProvider<Store>[];
  readonly now: () => Date;
  readonly log: Logger;
}

const POLL_INTERVAL_MS = 5_000;

/** The job of a domain that receives webhooks: handles again what came before its object, for 24 hours. */
export const retryWaitingEvents = <Store>(options: RetryOptions<Store>): PeriodicJob => ({
  name: 'retry-webhook-events',
  everyMs: POLL_INTERVAL_MS,
  async run(signal) {
    while (!signal.aborted && (await retryNext(options)));
    await pruneWebhookEvents(options.database.sql, options.now());
  },
});

/** Handles the next event that is due; false when there is none. */
async function retryNext<Store>({ database, providers, now, log }: RetryOptions<Store>): Promise<boolean> {
  let due: WaitingEvent | null = null;
  try {
    await database.transaction(async (store, sql) => {
      due = await lockDueEvent(sql, now());
      if (due === null) return;
      const event: WaitingEvent = due;
      const provider = providers.find(({ name }) => name === event.provider);
      if ((await provider?.handle(store, event, sql)) === true) return stopWaiting(sql, event, now());
      if (now().getTime() - event.receivedAt.getTime() < MAX_WAITING_MS)
        return keepWaiting(sql, event, now(), event.attempts + 1);
      log.error({ provider: event.provider, event: event.id }, 'A webhook waited 24 hours for an unknown object');
      await stopWaiting(sql, event, null);
    });
  } catch (error) {
    if (due === null) throw error;
    await postpone(database, due, now(), error, log);
  }
  return due !== null;
}

/** The event failed for other reasons than an unknown object: it must not hold up those behind it. */
async function postpone<Store>(
  database: Database<Store>,
  event: WaitingEvent,
  now: Date,
  error: unknown,
  log: Logger,
): Promise<void> {
  log.error({ err: error, provider: event.provider, event: event.id }, 'A waiting webhook cannot be handled');
  await keepWaiting(database.sql, event, now, event.attempts + 1);
}
