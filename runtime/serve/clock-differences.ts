import type { Logger } from 'pino';

/** How far the clocks of two of our processes may be apart; beyond it they refuse each other's tokens. */
export const MAX_CLOCK_DIFFERENCE_SECONDS = 120;

/** Smaller ones are not told from the time that an answer takes, and from a `Date` of whole seconds. */
const NOTICEABLE_SECONDS = 5;

/** A clock that is not as ours. */
export interface ClockDifference {
  /** Whose: a subgraph's name, or `callers` for gateways. */
  readonly name: string;
  /** How far it is ahead of ours; negative: behind. */
  readonly seconds: number;
  /** Whether it is small enough to work with. */
  readonly isTolerated: boolean;
}

/** What one process has measured of others' clocks. */
export interface ClockDifferences {
  /** Takes note of a measurement, and logs it when it says something new. */
  note(name: string, seconds: number): void;
  /** Those that are worth a word, for readiness. */
  report(): readonly ClockDifference[];
}

/**
 * A name may stand for several processes, of which one is wrong: what it said is not taken back by the others before it has
 * not been heard of for so long.
 */
const RECOVERY_MS = 60_000;

const LEVELS = ['same', 'tolerated', 'refused'] as const;
type Level = (typeof LEVELS)[number];

const levelOf = (seconds: number): Level => {
  if (Math.abs(seconds) < NOTICEABLE_SECONDS) return 'same';
  return Math.abs(seconds) <= MAX_CLOCK_DIFFERENCE_SECONDS ? 'tolerated' : 'refused';
};

const isBetter = (level: Level, than: Level): boolean => LEVELS.indexOf(level) < LEVELS.indexOf(than);

/** Keeps the worst measurement of each clock, for as long as it is repeated. `elapsedMs` only ever grows. */
export function createClockDifferences(
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
  elapsedMs: () => number = () => performance.now(),
): ClockDifferences {
  const known = new Map<string, { readonly seconds: number; readonly level: Level; readonly at: number }>();
  return {
    note(name, exact) {
      const seconds = Math.round(exact);
      const level = levelOf(seconds);
      const before = known.get(name);
      const at = elapsedMs();
      if (before !== undefined && isBetter(level, before.level) && at - before.at < RECOVERY_MS) return;
      known.set(name, { seconds, level, at });
      if (level === (before?.level ?? 'same')) return;
      const entry = { of: name, clockAheadSeconds: seconds };
      if (level === 'same') log.info(entry, 'a clock is right again');
      else if (level === 'tolerated') log.warn(entry, 'a clock differs from ours; set it by NTP');
      else log.error(entry, `a clock differs by more than ${MAX_CLOCK_DIFFERENCE_SECONDS} s: its tokens are refused`);
    },
    report: () =>
      [...known].flatMap(([name, { seconds, level }]) =>
        level === 'same' ? [] : [{ name, seconds, isTolerated: level === 'tolerated' }],
      ),
  };
}
