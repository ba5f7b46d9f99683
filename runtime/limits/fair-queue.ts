/** How many pieces of work a queue runs and keeps, and for how long it keeps them. */
export interface FairQueueLimits {
  readonly running: number;
  /** Jobs of one key. */
  readonly runningPerKey: number;
  readonly waiting: number;
  /** How long a piece of work may wait until it is refused; absent: as long as it takes. */
  readonly waitingMs?: number;
}

/** Calls `act` in a while, unless what it answers is called before; by default, by the clock of the system. */
export type After = (ms: number, act: () => void) => () => void;

/** Thrown for work that was not begun, because too much waits already, or it has waited too long. */
export class QueueFullError extends Error {
  constructor() {
    super('Too much waits.');
    this.name = 'QueueFullError';
  }
}

interface Waiting {
  /** Stops the clock that would refuse it. */
  readonly settle: () => void;
  start(): void;
  refuse(error: QueueFullError): void;
}

interface Lane {
  running: number;
  readonly waiting: Waiting[];
}

/**
 * Runs work by key, a bounded amount at a time, and lets the keys that wait take turns. When as much waits as may, the key
 * with the most waiting loses its latest to a key with less, so that nobody fills the queue for others. What has waited too
 * long is refused: whoever asked for it has given up by then.
 */
export function createFairQueue(limits: FairQueueLimits, after: After = onTimer) {
  // In the order of their turns: a key whose work is begun goes to the end.
  const lanes = new Map<string, Lane>();
  let running = 0;
  let waiting = 0;

  const startNext = (): void => {
    for (const [key, lane] of lanes) {
      if (running >= limits.running) return;
      if (lane.running >= limits.runningPerKey) continue;
      const next = lane.waiting.shift();
      if (next === undefined) continue;
      waiting -= 1;
      next.settle();
      begin(lane);
      lanes.delete(key);
      lanes.set(key, lane);
      next.start();
    }
  };
  const begin = (lane: Lane): void => {
    running += 1;
    lane.running += 1;
  };
  const end = (key: string, lane: Lane): void => {
    running -= 1;
    lane.running -= 1;
    dropIfEmpty(key, lane);
    startNext();
  };
  const dropIfEmpty = (key: string, lane: Lane): void => {
    if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(key);
  };
  const makeRoomFor = (lane: Lane): boolean => {
    if (waiting < limits.waiting) return true;
    let longest: Lane | null = null;
    for (const other of lanes.values()) if (other.waiting.length > (longest?.waiting.length ?? 0)) longest = other;
    if (longest === null || longest.waiting.length <= lane.waiting.length + 1) return false;
    const latest = longest.waiting.at(-1);
    if (latest !== undefined) drop(longest, latest);
    return true;
  };
  const drop = (lane: Lane, waiter: Waiting): void => {
    lane.waiting.splice(lane.waiting.indexOf(waiter), 1);
    waiting -= 1;
    waiter.settle();
    waiter.refuse(new QueueFullError());
  };
  const enter = (lane: Lane): Promise<void> => {
    if (running < limits.running && lane.running < limits.runningPerKey) {
      begin(lane);
      return Promise.resolve();
    }
    if (!makeRoomFor(lane)) return Promise.reject(new QueueFullError());
    waiting += 1;
    return new Promise((start, refuse) => {
      const settle =
        limits.waitingMs === undefined ? () => undefined : after(limits.waitingMs, () => drop(lane, waiter));
      const waiter: Waiting = { settle, start, refuse };
      lane.waiting.push(waiter);
    });
  };

  /** What `work` gives. @throws a QueueFullError when it was not begun. */
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const lane: Lane = lanes.get(key) ?? { running: 0, waiting: [] };
    lanes.set(key, lane);
    try {
      await enter(lane);
    } catch (error) {
      dropIfEmpty(key, lane);
      throw error;
    }
    try {
      return await work();
    } finally {
      end(key, lane);
    }
  };
}

function onTimer(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}
