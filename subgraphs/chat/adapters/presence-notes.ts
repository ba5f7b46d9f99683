/** Keeps noting that people are online for as long as they are: a process that is killed notes nothing at its end. */
export interface PresenceNotes {
  /** Notes it now, again and again, and once more when the returned function is called. */
  hold(userId: string): () => void;
}

/** Less than a lease of presence lives: who is told to be offline was seen no longer ago than that. */
const EVERY_MS = 20_000;

/** One statement for everybody whom this process holds, however many they are. `touch` may fail: the next one is soon. */
export function createPresenceNotes(touch: (userIds: readonly string[]) => Promise<void>): PresenceNotes {
  const held = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  // Presence is never worth failing a stream for: while the database is away the last known moment stays.
  const note = (userIds: readonly string[]) => void touch(userIds).catch(() => undefined);

  const release = (userId: string): void => {
    const others = (held.get(userId) ?? 1) - 1;
    if (others > 0) held.set(userId, others);
    else held.delete(userId);
    if (held.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    note([userId]);
  };

  return {
    hold(userId) {
      held.set(userId, (held.get(userId) ?? 0) + 1);
      note([userId]);
      timer ??= setInterval(() => note([...held.keys()]), EVERY_MS).unref();
      return () => release(userId);
    },
  };
}
