/** Keeps noting that people are online for as long as they are: a process that is killed notes nothing at its end. */
export interface PresenceNotes {
  /** Notes it now, again and again, and once more when the returned function is called. */
  hold(userId: string): () => void;
}

/** Shorter than a presence lease, so that `lastSeenAt` of a person who goes offline is no older than the lease. */
const SAVE_INTERVAL_MS = 20_000;

/** One statement for everybody whom this process holds, however many they are. `touch` may fail: the next one is soon. */
export function createPresenceNotes(touch: (userIds: readonly string[]) => Promise<void>): PresenceNotes {
  const holds = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  // Presence is never worth failing a stream for: while the database is away the last known moment stays.
  const note = (userIds: readonly string[]) => void touch(userIds).catch(() => undefined);

  const release = (userId: string): void => {
    const others = (holds.get(userId) ?? 1) - 1;
    if (others > 0) holds.set(userId, others);
    else holds.delete(userId);
    if (holds.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    note([userId]);
  };

  return {
    hold(userId) {
      holds.set(userId, (holds.get(userId) ?? 0) + 1);
      note([userId]);
      timer ??= setInterval(() => note([...holds.keys()]), SAVE_INTERVAL_MS).unref();
      return () => release(userId);
    },
  };
}
