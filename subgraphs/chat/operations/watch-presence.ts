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
 * is told once, and then nothing of them until that changes.
 */
export async function watchPresence(
  context: ChatContext,
  userIds: readonly string[],
): Promise<AsyncIterableIterator<string>> {
  const viewerId = viewerOf(context.caller);
  const watched = [...new Set(userIds)];
  if (watched.length === 0 || watched.length > MAX_WATCHED)
    throw fault('BAD_USER_INPUT', `Watch 1 to ${MAX_WATCHED} people.`);
  // Bounded without being collapsed: a person who has not been read yet is not told again.
  const waiting = new Set<string>();
  const channel = createChannel<string>({ keepLast: false });
  const tell = (userId: string): void => {
    if (waiting.has(userId)) return;
    waiting.add(userId);
    channel.push(userId);
  };
  const circle = createCircle(context, tell);
  circle.show(watched, await context.repository.lastSeen(viewerId, watched));
  const unlisten = followAcquaintance(context, viewerId, watched, circle, channel.fail);
  const events = channel.iterate(() => {
    unlisten();
    circle.close();
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
interface Circle {
  /** Follows who is among `known`, and nobody else of `userIds`; tells who is new to it or gone from it. */
  show(userIds: readonly string[], known: ReadonlyMap<string, unknown>): void;
  close(): void;
}

function createCircle(context: Pick<ChatContext, 'leases'>, tell: (userId: string) => void): Circle {
  /** By person, how to stop; null for whom the viewer may not know of. */
  const watches = new Map<string, (() => void) | null>();
  return {
    show(userIds, known) {
      for (const userId of userIds) {
        const stop = watches.get(userId);
        if (known.has(userId)) {
          // Begins with telling where the person stands.
          if (stop == null) watches.set(userId, watchOne(context, userId, tell));
        } else if (stop !== null) {
          stop?.();
          watches.set(userId, null);
          tell(userId);
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
  circle: Circle,
  fail: (error: unknown) => void,
): () => void {
  const asked = new Set<string>();
  let isOpen = true;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    while (asked.size > 0 && isOpen) {
      const userIds = [...asked];
      asked.clear();
      const known = await retryTransient(() => repository.lastSeen(viewerId, userIds), { isOpen: () => isOpen });
      if (isOpen) circle.show(userIds, known);
    }
    looking = false;
  };
  const listen = (userId: string, concerned: readonly string[]) =>
    signals.on(acquaintanceTopic(userId), () => {
      for (const one of concerned) asked.add(one);
      look().catch((error: unknown) => isOpen && fail(error));
    });
  const others = watched.filter((userId) => userId !== viewerId);
  const unlistens = [listen(viewerId, others), ...others.map((userId) => listen(userId, [userId]))];
  return () => {
    isOpen = false;
    for (const unlisten of unlistens) unlisten();
  };
}

function watchOne({ leases }: Pick<ChatContext, 'leases'>, userId: string, tell: (userId: string) => void): () => void {
  const snapshots = leases.watch(LEASES.presence, userId);
  const run = async (): Promise<void> => {
    let before: boolean | null = null;
    for await (const members of snapshots) {
      const isOnline = members.length > 0;
      if (isOnline !== before) tell(userId);
      before = isOnline;
    }
  };
  void run();
  return () => void snapshots.return?.();
}
