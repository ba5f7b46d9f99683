import { fault } from '../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { retryTransient } from '../../../runtime/resilience/retry-transient.ts';
import { createChannel } from '../../../runtime/streams/channel.ts';
import { mapStream } from '../../../runtime/streams/operators.ts';
import type { ChatContext } from '../context.ts';
import { acquaintanceTopic, LEASES } from '../events.ts';
import { holdPresence } from './hold-presence.ts';

/** Most people watched by one subscription. */
const MAX_WATCHED = 100;

/**
 * Ids of people who come online and go offline; begins with each once. Whose presence the viewer may not know, or no more,
 * is reported once, and then nothing about them until that changes.
 */
export async function watchPresence(
  context: ChatContext,
  userIds: readonly string[],
): Promise<AsyncIterableIterator<string>> {
  const viewerId = viewerOf(context.caller);
  const watched = [...new Set(userIds)];
  if (watched.length === 0 || watched.length > MAX_WATCHED)
    throw fault('BAD_USER_INPUT', `Watch 1 to ${MAX_WATCHED} people.`);
  // Bounded without dropping people: a person who is still queued is not queued again.
  const waiting = new Set<string>();
  const channel = createChannel<string>({ keepLast: false });
  const push = (userId: string): void => {
    if (waiting.has(userId)) return;
    waiting.add(userId);
    channel.push(userId);
  };
  const watches = createPresenceWatches(context, push);
  watches.show(watched, await context.repository.lastSeen(viewerId, watched));
  const unlisten = followAcquaintance(context, viewerId, watched, watches, channel.fail);
  const events = channel.iterate(() => {
    unlisten();
    watches.close();
  });
  return holdPresence(
    context,
    mapStream(events, (userId) => {
      waiting.delete(userId);
      return userId;
    }),
  );
}

/** The people whose presence is followed, each by a watch of their own. */
interface PresenceWatches {
  /** Follows who is among `known`, and nobody else of `userIds`; pushes who is added or removed. */
  show(userIds: readonly string[], visible: ReadonlyMap<string, unknown>): void;
  close(): void;
}

function createPresenceWatches(context: Pick<ChatContext, 'leases'>, push: (userId: string) => void): PresenceWatches {
  /** By person, how to stop; null for whom the viewer may not know of. */
  const watches = new Map<string, (() => void) | null>();
  return {
    show(userIds, visible) {
      for (const userId of userIds) {
        const stop = watches.get(userId);
        if (visible.has(userId)) {
          // Starts with the person's current state.
          if (stop == null) watches.set(userId, watchOne(context, userId, push));
        } else if (stop !== null) {
          stop?.();
          watches.set(userId, null);
          push(userId);
        }
      }
    },
    close() {
      for (const stop of watches.values()) stop?.();
    },
  };
}

/** Looks at anew whose presence the viewer may know, whenever that may have changed: one statement for all who wait. */
function followAcquaintance(
  { signals, repository }: Pick<ChatContext, 'signals' | 'repository'>,
  viewerId: string,
  watched: readonly string[],
  watches: PresenceWatches,
  fail: (error: unknown) => void,
): () => void {
  const pending = new Set<string>();
  let isOpen = true;
  let isChecking = false;
  const check = async (): Promise<void> => {
    if (isChecking) return;
    isChecking = true;
    while (pending.size > 0 && isOpen) {
      const userIds = [...pending];
      pending.clear();
      const visible = await retryTransient(() => repository.lastSeen(viewerId, userIds), { isOpen: () => isOpen });
      if (isOpen) watches.show(userIds, visible);
    }
    isChecking = false;
  };
  const listen = (userId: string, concerned: readonly string[]) =>
    signals.on(acquaintanceTopic(userId), () => {
      for (const one of concerned) pending.add(one);
      check().catch((error: unknown) => isOpen && fail(error));
    });
  const others = watched.filter((userId) => userId !== viewerId);
  const unlistens = [listen(viewerId, others), ...others.map((userId) => listen(userId, [userId]))];
  return () => {
    isOpen = false;
    for (const unlisten of unlistens) unlisten();
  };
}

function watchOne({ leases }: Pick<ChatContext, 'leases'>, userId: string, push: (userId: string) => void): () => void {
  const snapshots = leases.watch(LEASES.presence, userId);
  const run = async (): Promise<void> => {
    let before: boolean | null = null;
    for await (const members of snapshots) {
      const isOnline = members.length > 0;
      if (isOnline !== before) push(userId);
      before = isOnline;
    }
  };
  void run();
  return () => void snapshots.return?.();
}
