import { once } from 'node:events';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { createWakeSignal } from '../jobs/wake-signal.ts';
import type { Signals } from '../live/signals.ts';
import { pause } from '../resilience/pause.ts';
import { type BatchSizes, createBatchSizes } from './batch-sizes.ts';
import { type AskService, completeReplay, continueBootstrap, startBootstrap } from './bootstrap.ts';
import { type Bootstrap, continueReplay, openBootstraps, readProgress } from './bootstrap-table.ts';
import { fromFields, relayTopic, streamKeys } from './event-stream.ts';
import type { DeliveredEvent, InboxPosition } from './event-type.ts';
import { handleEvents } from './handle-events.ts';
import { moveTo, rewindTo } from './inbox-table.ts';
import type { Reaction } from './reaction.ts';
import { createSlowEvents, type SlowEvents } from './slow-events.ts';
import { continuePosition, parseHead, positionText, type StreamHead } from './stream-head.ts';
import type { StreamWatch } from './watch-streams.ts';

const BATCH_SIZE = 200;
/** Polls this often without news of the streams. */
const POLL_INTERVAL_MS = 30_000;
/** Between the beginnings of two polls of a busy consumer, which so handles more events at a time. */
const MIN_INTERVAL_MS = 20;
/** Pause after a failure, whether it is temporary or not. */
const RETRY_MS = 500;

/** What a consumer works with. */
export interface ConsumerOptions<Store> {
  /** The domain that listens. */
  readonly consumer: string;
  readonly database: Database<Store>;
  readonly reactions: readonly Reaction<Store>[];
  readonly redis: Redis;
  /** Says when to poll. */
  readonly streams: StreamWatch;
  readonly signals: Signals;
  /** Reads the snapshots of producers. */
  readonly ask: AskService;
  readonly log: Logger;
  /** Called after each batch of handled events: their handlers may have written to the outbox. */
  readonly onHandled: () => void;
  /** Pause after a failure; 500 by default. */
  readonly retryMs?: number;
  /** Longest pause without news; 30 s by default. */
  readonly pollMs?: number;
  /** Default: those of this consumer alone. */
  readonly slowEvents?: SlowEvents;
  /** Default: up to 100 events in one transaction. */
  readonly batchSizes?: BatchSizes;
}

type Options<Store> = ConsumerOptions<Store> &
  Required<Pick<ConsumerOptions<Store>, 'retryMs' | 'slowEvents' | 'batchSizes'>>;

/** What one poll of a producer read. */
interface Poll {
  readonly producer: string;
  readonly head: StreamHead | null;
  readonly at: InboxPosition;
  readonly events: readonly DeliveredEvent[];
}

/** Whether to poll again at once, after a pause, or when there are news. */
type PollResult = 'progress' | 'backoff' | 'idle';

/**
 * Handles other domains' events in order, each with its effect once, until `signal` aborts. A producer that is new to the
 * domain, or whose events were pruned before they were handled, is bootstrapped first. A gap, an emptied Redis or a new
 * epoch of a producer makes it request republishing from its position. Runs in one process of the domain at a time.
 */
export async function runConsumer<Store>(given: ConsumerOptions<Store>, signal: AbortSignal): Promise<void> {
  const {
    retryMs = RETRY_MS,
    pollMs = POLL_INTERVAL_MS,
    slowEvents = createSlowEvents(),
    batchSizes = createBatchSizes(),
    reactions,
    redis,
    streams,
    log,
  } = given;
  const options = { ...given, retryMs, slowEvents, batchSizes };
  const producers = producersOf(reactions);
  const news = createWakeSignal();
  const unsubscribe = streams.on(producers, news.wake);
  if (redis.status !== 'ready') await once(redis, 'ready', { signal }).catch(() => undefined);
  let isFailing = false;
  while (!signal.aborted) {
    const beganAt = performance.now();
    const result = await pollOnce(options, producers, signal).catch((error: unknown) => {
      if (!isFailing && !signal.aborted)
        log.warn({ err: error, consumer: given.consumer }, 'events are delayed: they cannot be read or handled');
      isFailing = true;
      return 'failed' as const;
    });
    if (result === 'progress' || result === 'idle') isFailing = false;
    if (result === 'progress') continue;
    if (result !== 'idle') await pause(retryMs, signal);
    // What wakes a consumer that has waited for longer is handled at once.
    else if (await news.wait(signal, pollMs)) await pause(beganAt + MIN_INTERVAL_MS - performance.now(), signal);
  }
  unsubscribe();
}

/** The domains whose events these reactions handle. */
export const producersOf = (reactions: readonly Pick<Reaction<never>, 'type'>[]): string[] => [
  ...new Set(reactions.map(({ type }) => type.split('.')[0] ?? '')),
];

/** Reads from all producers once. A failure of one does not hold up the others; the first failure is thrown at the end. */
async function pollOnce<Store>(
  options: Options<Store>,
  producers: readonly string[],
  signal: AbortSignal,
): Promise<PollResult> {
  const failures: unknown[] = [];
  const results = new Set<PollResult>();
  const { positions: positionByProducer, bootstraps } = await readProgress(options.database.sql);
  const attempt = async (work: () => Promise<PollResult>): Promise<void> => {
    if (signal.aborted) return;
    try {
      results.add(await work());
    } catch (error) {
      failures.push(error);
    }
  };

  const isFollowed = (producer: string): boolean =>
    positionByProducer.has(producer) && bootstraps.get(producer)?.isReplay !== false;
  const bootstrapped = producers.filter((producer) => !isFollowed(producer));
  for (const producer of bootstrapped) await attempt(() => takeOver(options, producer, bootstraps.get(producer)));
  const followed = producers.filter(isFollowed);
  for (const poll of await readBatches(options, followed, positionByProducer)) {
    await attempt(() => handlePoll(options, poll, bootstraps.get(poll.producer), signal));
  }
  if (signal.aborted) return 'progress';
  if (failures.length > 0) throw failures[0];
  // Without any result the epoch of a producer has changed.
  return results.has('backoff') ? 'backoff' : results.has('progress') || results.size === 0 ? 'progress' : 'idle';
}

/** One step of a bootstrap. */
async function takeOver<Store>(
  options: Options<Store>,
  producer: string,
  bootstrap: Bootstrap | undefined,
): Promise<PollResult> {
  if (bootstrap === undefined) await startBootstrap(options, producer);
  else await continueBootstrap(options, bootstrap);
  return 'progress';
}

/** Reads the events after the position in each producer's. Empty when positions must be read again first. */
async function readBatches<Store>(
  options: ConsumerOptions<Store>,
  producers: readonly string[],
  positionByProducer: ReadonlyMap<string, InboxPosition>,
): Promise<readonly Poll[]> {
  if (producers.length === 0) return [];
  const { redis } = options;
  const texts = await redis.mget(...producers.map((producer) => streamKeys(producer).head));
  const polls = producers.map((producer, nth) => ({
    producer,
    head: parseHead(texts[nth] ?? null),
    at: positionByProducer.get(producer) ?? { epoch: '', number: 0 },
  }));
  const changes = await Promise.all(polls.map((poll) => followEpoch(options, poll)));
  if (changes.includes(true)) return [];
  const keys = producers.map((producer) => streamKeys(producer).entries);
  const after = polls.map(({ head, at }) => `${(head?.epoch ?? at.epoch) === at.epoch ? at.number : 0}-0`);
  const read = await redis.xread('COUNT', BATCH_SIZE, 'STREAMS', ...keys, ...after);
  const batches = new Map(read ?? []);
  return polls.map((poll) => {
    const entries = batches.get(streamKeys(poll.producer).entries) ?? [];
    return { ...poll, events: entries.map(([id, fields]) => fromFields(poll.producer, id, fields)) };
  });
}

/** Continues in the producer's new epoch, after a failover of its database, where the former one ended. False: nothing to do. */
async function followEpoch<Store>(
  { database, log }: ConsumerOptions<Store>,
  { producer, head, at }: Pick<Poll, 'producer' | 'head' | 'at'>,
): Promise<boolean> {
  const next = head === null ? null : continuePosition(head, at);
  if (head === null || next === null || next === at) return false;
  if (next.number < at.number)
    log.error({ producer, from: next.number + 1, to: at.number }, 'a producer lost events that were handled here');
  await database.transaction(async (_store, sql) => {
    const replay = (await openBootstraps(sql)).get(producer);
    const until = replay?.isReplay === true ? continuePosition(head, replay.at) : null;
    if (until !== null) await continueReplay(sql, producer, until);
    await moveTo(sql, producer, next);
  });
  return true;
}

/** Handles what a poll read, reports the position to the producer, and requests what is missing. */
async function handlePoll<Store>(
  options: Options<Store>,
  { producer, head, at: from, events }: Poll,
  replay: Bootstrap | undefined,
  signal: AbortSignal,
): Promise<PollResult> {
  const { at, isGap } = await handleAll(options, events, from, signal);
  if (signal.aborted) return 'progress';
  if (replay !== undefined) await completeReplay(options.database.sql, replay, at);
  const quiet = events.length > 0 ? 'progress' : 'idle';
  if (head === null) return isGap ? requestRepublish(options, producer, at.number + 1) : quiet;
  const position = head.epoch === at.epoch ? at.number : 0;
  await options.redis.hset(
    streamKeys(producer).positions,
    options.consumer,
    positionText({ epoch: head.epoch, number: position }),
  );
  // The head was read before the events: only where both end alike is there nothing else.
  if (quiet === 'progress' && !isGap) return position === head.number ? 'idle' : 'progress';
  return reconcile(options, producer, head, position, isGap);
}

/** Handles the events that follow the position, up to the first gap. */
async function handleAll<Store>(
  options: Options<Store>,
  events: readonly DeliveredEvent[],
  from: InboxPosition,
  signal: AbortSignal,
): Promise<{ readonly at: InboxPosition; readonly isGap: boolean }> {
  const following: DeliveredEvent[] = [];
  let at = from;
  let isGap = false;
  for (const event of events) {
    if (event.epoch === at.epoch && event.number <= at.number) continue;
    isGap = event.number !== (event.epoch === at.epoch ? at.number + 1 : 1);
    if (isGap) break;
    following.push(event);
    at = event;
  }
  const handled = await handleEvents(options, following, signal);
  return { at: following[handled - 1] ?? from, isGap };
}

/** Requests what the head says exists and the stream did not bring; what is pruned is replaced by a snapshot. */
async function reconcile<Store>(
  options: Options<Store>,
  producer: string,
  head: StreamHead,
  position: number,
  isGap: boolean,
): Promise<PollResult> {
  const { database, log } = options;
  if (head.number < position) {
    log.error({ producer, from: position, to: head.number }, 'a producer has gone back: was its database restored?');
    await rewindTo(database.sql, producer, head);
    return 'progress';
  }
  // What is not published yet is on its way, and may come without a change that the watch notices.
  if (!isGap && (head.published ?? head.number) <= position) return head.number > position ? 'backoff' : 'idle';
  if (position + 1 < head.oldest) {
    log.error({ producer, from: position + 1, to: head.oldest - 1 }, 'events were pruned before they were handled');
    await startBootstrap(options, producer);
    return 'progress';
  }
  return head.oldest > head.number ? 'idle' : requestRepublish(options, producer, Math.max(position + 1, head.oldest));
}

async function requestRepublish<Store>(
  { consumer, redis, signals }: ConsumerOptions<Store>,
  producer: string,
  from: number,
): Promise<'backoff'> {
  await redis.hset(streamKeys(producer).republish, consumer, from);
  await signals.notify(relayTopic(producer));
  return 'backoff';
}
