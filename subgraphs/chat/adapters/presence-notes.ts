/** Records repeatedly that people are online, since a process that is killed cannot record it at its end. */
export interface PresenceNotes {
  /** Records it now, at each interval, and once more when the returned function is called. */
  hold(userId: string): () => void;
}

/** Shorter than a presence lease, so that `lastSeenAt` of a person who goes offline is no older than the lease. */
const SAVE_INTERVAL_MS = 20_000;

/** One statement for all people that this process holds. `touch` may fail: the next one follows soon. */
export function createPresenceNotes(touch: (userIds: readonly string[]) => Promise<void>): PresenceNotes {
  const holds = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  // A stream must not fail because of presence: while the database is unreachable the last stored instant remains.
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
