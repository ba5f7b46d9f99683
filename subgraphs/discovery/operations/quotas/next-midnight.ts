import { clockIn, DAY_MINUTES, instantOf, MINUTE_MS } from '../../../../runtime/text/wall-clock.ts';

const DAY_MS = DAY_MINUTES * MINUTE_MS;

/** When the next day begins where that time zone holds. */
export function nextMidnight(timeZone: string, now: Date): Date {
  const clock = clockIn(timeZone);
  const wall = clock(now.getTime());
  return new Date(instantOf(clock, wall - (wall % DAY_MS) + DAY_MS, now.getTime()));
}
