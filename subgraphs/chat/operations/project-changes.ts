import type { DurableLog, Streams } from '../../../runtime/live/durable-log.ts';
import type { ChatRepository, Unprojected } from '../repository/index.ts';

/** Conversations read by one statement. */
const BATCH_SIZE = 50;
/** Entries of logs that one transaction adds, unless a single conversation needs more. Senders wait for it. */
const MAX_BATCH_ENTRIES = 500;

/** What projecting works with. */
export interface ProjectionNeeds {
  readonly repository: Pick<ChatRepository, 'unprojected' | 'transaction'>;
  readonly streams: Streams;
  readonly inboxLog: DurableLog<unknown>;
}

/**
 * Brings the changes of all conversations to their members' own logs, and says so to whoever follows them. Goes through
 * the conversations by id, so that busy ones do not hold up the others, many small ones in one transaction. Resolves to
 * whether there are more: what is changed meanwhile has a signal of its own.
 */
export async function projectChanges(
  { repository, streams, inboxLog }: ProjectionNeeds,
  signal: AbortSignal,
): Promise<boolean> {
  let after = '';
  let isLast = false;
  let hasMore = false;
  while (!isLast && !signal.aborted) {
    const pending = await repository.unprojected(after, BATCH_SIZE);
    for (const conversations of batchesOf(pending)) {
      const { userIds, isPartial } = await repository.transaction((store) => store.project(conversations));
      await Promise.all(userIds.map((userId) => streams.announce(inboxLog, userId)));
      hasMore ||= isPartial;
    }
    after = pending.at(-1)?.id ?? '';
    isLast = pending.length < BATCH_SIZE;
  }
  return hasMore;
}

/** In their order, together at most as many entries as a transaction may add without keeping others waiting. */
function batchesOf(pending: readonly Unprojected[]): Unprojected[][] {
  const batches: Unprojected[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const conversation of pending) {
    size += conversation.entries;
    if (size > MAX_BATCH_ENTRIES) {
      batches.push([]);
      size = conversation.entries;
    }
    batches.at(-1)?.push(conversation);
  }
  return batches;
}
