/** How often a beat is sent. */
const INTERVAL_MS = 400;
/** Beats without an answer after which a link counts as away: with the interval, a little over a second. */
const AWAY_AFTER = 2;
/** Beats without an answer after which a connection is replaced, and how many more until the next one is. */
const REPLACE_AFTER = 3;
const REPLACE_AGAIN_AFTER = 8;

/** What beats over a link. */
export interface HeartbeatOptions {
  /** Sends beat number `beat`; whoever gets the answer calls `received`. Must not throw. */
  readonly send: (beat: number) => void;
  /** Makes a new connection in place of one that does not answer. */
  readonly replace: () => void;
  /** Called when the link is found away, and when it is back. */
  readonly onChange?: (isAlive: boolean) => void;
  readonly intervalMs?: number;
}

/** Tells whether a link answers, though nothing closes it. */
export interface Heartbeat {
  /** Beat number `beat` came back. */
  received(beat: number): void;
  /** Whether beats come back; false until the first has. */
  isAlive(): boolean;
  /** How long the newest beat took that came back in time, in milliseconds; null before the first. */
  roundTripMs(): number | null;
  close(): void;
}

/**
 * Sends a beat every 400 ms. Missing answers are counted by beats and not by the clock: a process that was busy for
 * seconds reads what has arrived meanwhile before it counts on.
 */
export function createHeartbeat({ send, replace, onChange, intervalMs = INTERVAL_MS }: HeartbeatOptions): Heartbeat {
  let sent = 0;
  let heard = 0;
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
    const missing = sent - heard;
    sinceReplaced += 1;
    if (missing >= AWAY_AFTER) setAlive(false);
    if (missing >= REPLACE_AFTER && sinceReplaced > REPLACE_AGAIN_AFTER) {
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
      heard = Math.max(heard, number);
      if (number === sent) roundTrip = performance.now() - sentAt;
      // One that was long on its way says that the link is slow, not that it is there.
      if (sent - heard < AWAY_AFTER) setAlive(true);
    },
    isAlive: () => alive,
    roundTripMs: () => roundTrip,
    close: () => clearInterval(timer),
  };
}
