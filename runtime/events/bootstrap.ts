import type { Logger } from 'pino';
import { z } from 'zod';
import type { Database, Sql } from '../database/database.ts';
import { serviceCaller } from '../executor/caller.ts';
import { advanceBootstrap, type Bootstrap, beginBootstrap, completeBootstrap } from './bootstrap-table.ts';
import type { DeliveredEvent, InboxPosition } from './event-type.ts';
import { moveTo, resetTo } from './inbox-table.ts';
import type { FollowUp, Reaction } from './reaction.ts';
import { runAfterCommit, runReactions } from './run-reactions.ts';

/** Facts of one page: one transaction applies them, well within its time limit. */
const PAGE_SIZE = 200;

const DOCUMENT = `query Snapshot($types: [String!]!, $after: String, $limit: Int!) {
  snapshot(types: $types, after: $after, limit: $limit) { rows next total at { epoch number oldest } }
}`;

const RESPONSE = z.object({
  snapshot: z.object({
    rows: z.array(z.string()),
    next: z.string().nullable(),
    total: z.number().nullable(),
    at: z.object({ epoch: z.string(), number: z.number(), oldest: z.number() }),
  }),
});
const ROW = z.object({ type: z.string(), payload: z.unknown() });

/** Asks another domain, with a service as caller. */
export type AskService = (
  domain: string,
  document: string,
  variables: Readonly<Record<string, unknown>>,
  caller: ReturnType<typeof serviceCaller>,
) => Promise<unknown>;

/** What taking over a producer's facts works with. */
export interface BootstrapOptions<Store> {
  readonly consumer: string;
  readonly database: Database<Store>;
  readonly reactions: readonly Reaction<Store>[];
  readonly ask: AskService;
  readonly log: Logger;
}

/**
 * Begins to take over a producer's facts. Where the producer still keeps all of its events, or nothing here takes snapshots,
 * its events are replayed; otherwise a snapshot is read, and the events that are still kept are handled after it.
 */
export async function startBootstrap<Store>(options: BootstrapOptions<Store>, producer: string): Promise<void> {
  const { at, total } = await readPage(options, producer, null, 1);
  const isReplay = at.oldest <= 1 || snapshotReactions(options.reactions, producer).length === 0;
  options.log.info({ producer, facts: total, isReplay }, "taking over a domain's facts");
  const before = { epoch: at.epoch, number: Math.max(at.oldest - 1, 0) };
  await options.database.transaction(async (_store, sql) => {
    if (!isReplay) return beginBootstrap(sql, { producer, at: before, isReplay, total: total ?? 0 });
    await resetTo(sql, producer, before);
    if (before.number < at.number) await beginBootstrap(sql, { producer, at, isReplay, total: at.number });
  });
}

/**
 * Applies the next page. Each fact is handled as its event would be; the last page ends what neither the snapshot nor an
 * event has named.
 */
export async function continueBootstrap<Store>(options: BootstrapOptions<Store>, bootstrap: Bootstrap): Promise<void> {
  const { database, log } = options;
  const { producer, cursor, at } = bootstrap;
  const page = await readPage(options, producer, cursor, PAGE_SIZE);
  if (page.at.epoch !== at.epoch) return startBootstrap(options, producer);
  const afterCommit = await database.transaction(async (store, sql) => {
    if (!(await advanceBootstrap(sql, bootstrap, { next: page.next, size: page.rows.length }))) return [];
    const followUps = await applyRows(options, bootstrap, page.rows, store, sql);
    if (page.next === null) await complete(options, bootstrap, store, sql);
    return followUps;
  });
  await runAfterCommit(afterCommit, log);
  if (page.next === null) log.info({ producer }, "a domain's facts are taken over");
}

/** A replay is complete once the event is handled that was the newest at its beginning. */
export async function completeReplay(sql: Sql, bootstrap: Bootstrap, position: InboxPosition): Promise<void> {
  const { at, producer } = bootstrap;
  if (position.epoch !== at.epoch || position.number >= at.number) await completeBootstrap(sql, producer);
}

async function readPage<Store>(
  { consumer, reactions, ask }: BootstrapOptions<Store>,
  producer: string,
  after: string | null,
  limit: number,
) {
  const types = snapshotReactions(reactions, producer).map(({ type }) => type);
  const variables = { types: [...new Set(types)], after, limit };
  return RESPONSE.parse(await ask(producer, DOCUMENT, variables, serviceCaller(consumer))).snapshot;
}

const snapshotReactions = <Store>(reactions: readonly Reaction<Store>[], producer: string) =>
  reactions.filter(({ type, snapshot }) => snapshot !== undefined && type.startsWith(`${producer}.`));

async function applyRows<Store>(
  { reactions, log }: BootstrapOptions<Store>,
  { producer, at }: Bootstrap,
  rows: readonly string[],
  store: Store,
  sql: Sql,
): Promise<readonly FollowUp[]> {
  const facts = rows.map((row): DeliveredEvent => {
    const { type, payload } = ROW.parse(JSON.parse(row));
    return { id: `snapshot:${producer}`, producer, ...at, type, payload };
  });
  return (await runReactions({ reactions: snapshotReactions(reactions, producer), store, sql, log }, facts)).followUps;
}

async function complete<Store>(
  { reactions }: BootstrapOptions<Store>,
  { producer, at, startedAt }: Bootstrap,
  store: Store,
  sql: Sql,
): Promise<void> {
  for (const { snapshot } of snapshotReactions(reactions, producer)) {
    await snapshot?.endUnconfirmed?.(store, startedAt, sql);
  }
  await moveTo(sql, producer, at);
  await completeBootstrap(sql, producer);
}
