import type { Logger } from 'pino';

/** Maximum difference between the clocks of two of our processes; beyond it they refuse each other's tokens. */
export const MAX_CLOCK_DIFFERENCE_SECONDS = 120;

/** Smaller differences may come from the round trip and from `Date` headers, which have whole seconds. */
const NOTICEABLE_SECONDS = 5;

/** The clock of another process that differs from this one's. */
export interface ClockDifference {
  /** The name of the subgraph, or `callers` for gateways. */
  readonly name: string;
  /** Seconds that it is ahead; negative when it is behind. */
  readonly seconds: number;
  /** Whether the difference is at most `MAX_CLOCK_DIFFERENCE_SECONDS`. */
  readonly isTolerated: boolean;
}

/** The clock differences that one process has measured. */
export interface ClockDifferences {
  /** Records a measurement, and logs it when the level changes. */
  note(name: string, seconds: number): void;
  /** Noticeable differences, for the readiness report. */
  report(): readonly ClockDifference[];
}

/**
 * A name may stand for several processes, of which one has a wrong clock: a better measurement from another process replaces
 * its measurement only when that is this old.
 */
const RECOVERY_MS = 60_000;

const LEVELS = ['same', 'tolerated', 'refused'] as const;
type Level = (typeof LEVELS)[number];

const levelOf = (seconds: number): Level => {
  if (Math.abs(seconds) < NOTICEABLE_SECONDS) return 'same';
  return Math.abs(seconds) <= MAX_CLOCK_DIFFERENCE_SECONDS ? 'tolerated' : 'refused';
};

const isBetter = (level: Level, than: Level): boolean => LEVELS.indexOf(level) < LEVELS.indexOf(than);

/** Keeps the worst measurement of each name while it is repeated. `elapsedMs` is monotonic. */
export function createClockDifferences(
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
  elapsedMs: () => number = () => performance.now(),
): ClockDifferences {
  const measurements = new Map<string, { readonly seconds: number; readonly level: Level; readonly at: number }>();
  return {
    note(name, exact) {
      const seconds = Math.round(exact);
      const level = levelOf(seconds);
      const before = measurements.get(name);
      const at = elapsedMs();
      if (before !== undefined && isBetter(level, before.level) && at - before.at < RECOVERY_MS) return;
      measurements.set(name, { seconds, level, at });
      if (level === (before?.level ?? 'same')) return;
      const entry = { of: name, clockAheadSeconds: seconds };
      if (level === 'same') log.info(entry, 'a clock is right again');
      else if (level === 'tolerated') log.warn(entry, 'a clock differs from ours; set it by NTP');
      else log.error(entry, `a clock differs by more than ${MAX_CLOCK_DIFFERENCE_SECONDS} s: its tokens are refused`);
    },
    report: () =>
      [...measurements].flatMap(([name, { seconds, level }]) =>
        level === 'same' ? [] : [{ name, seconds, isTolerated: level === 'tolerated' }],
      ),
  };
}
