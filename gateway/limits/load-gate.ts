/** Counts what runs, and lets no more in than a process can do at once. */
export interface LoadGate {
  /** Whether the next one would be sent away; cheap enough to ask before anything is read. */
  isFull(): boolean;
  /** Takes a place; the answer gives it back, once however often it is called. Null when there is none. */
  enter(): (() => void) | null;
  /** Notes one that was sent away without asking to enter. */
  turnAway(): void;
  readonly running: number;
  /** Places there are now. */
  readonly places: number;
  /** Sent away so far. */
  readonly turnedAway: number;
}

/** What a process has done so far, in milliseconds: with its event loop at rest, and at work. */
export interface LoopTimes {
  readonly idle: number;
  readonly active: number;
}

/** Looks at the event loop this often, and only when somebody comes or goes. */
const WINDOW_MS = 100;
/** A loop that rests less than a tenth of its time has more to do than it can. */
const BUSY_SHARE = 0.9;
/** What a busy process answers in such a time may run: nobody then waits much longer. */
const WAIT_MS = 100;
/** As many as one subgraph takes, running and waiting: so many never are too many. */
const MIN_BUSY_PLACES = 128;
/** How far one window moves what is known of the rate. */
const SMOOTHING = 0.3;

/**
 * A gate with at most `most` places. While the process is busy there are fewer, after how many it answers: more would
 * wait in line, hold memory and make everything later, what is sent away included. A process whose subgraphs are slow is
 * not busy.
 */
export function createLoadGate(
  most: number,
  times: () => LoopTimes = () => performance.eventLoopUtilization(),
  clock: () => number = () => performance.now(),
): LoadGate {
  let places = most;
  let running = 0;
  let turnedAway = 0;
  let answered = 0;
  let perMs: number | null = null;
  let since = clock();
  let before = times();

  const look = (): void => {
    const at = clock();
    if (at - since < WINDOW_MS || most === Number.POSITIVE_INFINITY) return;
    const now = times();
    const active = now.active - before.active;
    const isBusy = active >= (active + now.idle - before.idle) * BUSY_SHARE;
    const seen = answered / (at - since);
    perMs = isBusy ? seen * SMOOTHING + (perMs ?? seen) * (1 - SMOOTHING) : null;
    places = perMs === null ? most : Math.min(most, Math.max(MIN_BUSY_PLACES, Math.round(perMs * WAIT_MS)));
    answered = 0;
    since = at;
    before = now;
  };

  return {
    get running() {
      return running;
    },
    get places() {
      return places;
    },
    get turnedAway() {
      return turnedAway;
    },
    isFull() {
      look();
      return running >= places;
    },
    turnAway() {
      turnedAway += 1;
    },
    enter() {
      look();
      if (running >= places) {
        turnedAway += 1;
        return null;
      }
      running += 1;
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        running -= 1;
        answered += 1;
      };
    },
  };
}
