import type { DurableLog, Streams } from '../../../runtime/live/durable-log.ts';
import type { ChatRepository } from '../repository/index.ts';

/** Conversations read by one statement. */
const BATCH_SIZE = 50;

/** What projecting works with. */
export interface ProjectionNeeds {
  readonly repository: Pick<ChatRepository, 'unprojected' | 'transaction'>;
  readonly streams: Streams;
  readonly inboxLog: DurableLog<unknown>;
}

/**
 * Brings the changes of all conversations to their members' own logs, and says so to whoever follows them. Goes through
 * the conversations by id, so that busy ones do not hold up the others. Resolves to whether there were any.
 */
export async function projectChanges(
  { repository, streams, inboxLog }: ProjectionNeeds,
  signal: AbortSignal,
): Promise<boolean> {
  let after = '';
  let isLast = false;
  let count = 0;
  while (!isLast && !signal.aborted) {
    const pending = await repository.unprojected(after, BATCH_SIZE);
    for (const conversation of pending) {
      const userIds = await repository.transaction((store) => store.project(conversation));
      await Promise.all(userIds.map((userId) => streams.announce(inboxLog, userId)));
    }
    count += pending.length;
    after = pending.at(-1)?.id ?? '';
    isLast = pending.length < BATCH_SIZE;
  }
  return count > 0;
}
