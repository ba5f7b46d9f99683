const INTERVAL_MS = 400;
/** Missing replies after which a link counts as down: with the interval, a little over a second. */
const DOWN_AFTER_MISSED = 2;
/** Missing replies after which a connection is replaced, and further ones until it is replaced again. */
const REPLACE_AFTER_MISSED = 3;
const REPLACE_AGAIN_AFTER = 8;

/** The link under test. */
export interface HeartbeatOptions {
  /** Sends heartbeat number `beat`; its reply must call `received`. Must not throw. */
  readonly send: (beat: number) => void;
  /** Replaces a connection that does not reply. */
  readonly replace: () => void;
  /** Called when the link goes down, and when it is up again. */
  readonly onChange?: (isAlive: boolean) => void;
  readonly intervalMs?: number;
}

/** Detects a link that has stopped replying without being closed. */
export interface Heartbeat {
  /** Records the reply to heartbeat number `beat`. */
  received(beat: number): void;
  /** Whether replies arrive; false until the first one. */
  isAlive(): boolean;
  /** Round trip of the latest heartbeat that came back in time, in milliseconds; null before the first. */
  roundTripMs(): number | null;
  close(): void;
}

/**
 * Sends a heartbeat every 400 ms. Missing replies are counted in heartbeats, not by the clock: a process that was busy for
 * seconds reads what has arrived before it counts further.
 */
export function createHeartbeat({ send, replace, onChange, intervalMs = INTERVAL_MS }: HeartbeatOptions): Heartbeat {
  let sent = 0;
  let received = 0;
  let sentAt = 0;
  let sinceReplaced = REPLACE_AGAIN_AFTER;
  let alive = false;
  let roundTrip: number | null = null;
  const setAlive = (is: boolean): void => {
    if (alive === is) return;
    alive = is;
    onChange?.(is);
  };
  const beat = (): void => {
    const missing = sent - received;
    sinceReplaced += 1;
    if (missing >= DOWN_AFTER_MISSED) setAlive(false);
    if (missing >= REPLACE_AFTER_MISSED && sinceReplaced > REPLACE_AGAIN_AFTER) {
      sinceReplaced = 0;
      replace();
    }
    sent += 1;
    sentAt = performance.now();
    send(sent);
  };
  const timer = setInterval(beat, intervalMs);
  timer.unref();
  beat();

  return {
    received(number) {
      received = Math.max(received, number);
      if (number === sent) roundTrip = performance.now() - sentAt;
      // A late reply shows that the link is slow, not that it is up.
      if (sent - received < DOWN_AFTER_MISSED) setAlive(true);
    },
    isAlive: () => alive,
    roundTripMs: () => roundTrip,
    close: () => clearInterval(timer),
  };
}
