import type { RefusalOf, Result } from '../../../runtime/operations/result.ts';
import { done, refuse } from '../../../runtime/operations/result.ts';
import type { DiscoveryProfile } from '../repository/index.ts';
import type { Cells, Coordinates } from './distance-buckets.ts';

const MINUTE_MS = 60 * 1_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Time between two changes of where a person is. */
const MIN_INTERVAL_MS = 15 * MINUTE_MS;

/** Changes within 24 hours. */
export const MAX_CHANGES_PER_DAY = 24;

/** Faster than an airliner flies. */
const MAX_KILOMETRES_PER_HOUR = 1_000;

/** Where a person is from now on. */
export interface Move {
  readonly cell: string;
  /** Times of the latest changes, this one first. */
  readonly times: readonly Date[];
}

type TooManyAttempts = RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number };

type Located = Pick<DiscoveryProfile, 'cell' | 'locationTimes'>;

/** When a person may change where they are again. */
export function nextChangeAt(times: readonly Date[], now: Date): Date {
  const [latest] = times;
  if (latest === undefined) return now;
  const oldestOfDay = times[MAX_CHANGES_PER_DAY - 1];
  const byDay = oldestOfDay === undefined ? 0 : oldestOfDay.getTime() + DAY_MS;
  return new Date(Math.max(now.getTime(), latest.getTime() + MIN_INTERVAL_MS, byDay));
}

/**
 * The cell that a person is in from now on. Refused when they have changed it too lately or too often, or could not have
 * come so far: the speed is that between the centres of two cells. Who scans an area from many sides is stopped by it early,
 * and learns nothing that is finer than a cell in any case.
 */
export function movePerson(
  { cell, locationTimes }: Located,
  coordinates: Coordinates,
  cells: Pick<Cells, 'cellOf' | 'kilometresBetween'>,
  now: Date,
  path: readonly string[],
): Result<Move, TooManyAttempts> {
  const next = nextChangeAt(locationTimes, now);
  if (next > now) return tooSoon('You have changed your location lately. Try again later.', next, now, path);
  const target = cells.cellOf(coordinates);
  const [latest] = locationTimes;
  if (cell !== null && latest !== undefined) {
    const hours = cells.kilometresBetween(cell, target) / MAX_KILOMETRES_PER_HOUR;
    const arrival = new Date(latest.getTime() + hours * HOUR_MS);
    if (arrival > now) return tooSoon('You cannot have come so far in this time.', arrival, now, path);
  }
  return done({ cell: target, times: [now, ...locationTimes].slice(0, MAX_CHANGES_PER_DAY) });
}

const tooSoon = (message: string, at: Date, now: Date, path: readonly string[]) =>
  refuse({
    __typename: 'TooManyAttempts',
    message,
    path,
    retryAfter: Math.max(1, Math.ceil((at.getTime() - now.getTime()) / 1_000)),
  } as const);
