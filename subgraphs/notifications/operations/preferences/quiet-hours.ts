import { parseTimeZone } from '../../../../runtime/text/time-zones.ts';
import { clockIn, DAY_MINUTES, instantOf, MINUTE_MS } from '../../../../runtime/text/wall-clock.ts';
import type { Preferences } from '../../repository/index.ts';

/** Whether `text` names a time zone of the IANA database. */
export const isTimeZone = (text: string): boolean => parseTimeZone(text) !== null;

/** `07:30` → 450; null for what is no time of day. */
export function minutesOf(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

/** Formats minutes of a day: 450 is `07:30`. */
export const timeOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/**
 * When the quiet hours at `now` end; null outside quiet hours. They follow local time, so a night with a clock change is an
 * hour shorter or longer, and a skipped end is the instant of the skip.
 */
export function quietUntil(
  { timeZone, quietFrom, quietTo }: Pick<Preferences, 'timeZone' | 'quietFrom' | 'quietTo'>,
  now: Date,
): Date | null {
  if (quietFrom === null || quietTo === null) return null;
  const clock = clockIn(timeZone);
  const wall = clock(now.getTime());
  const minute = Math.floor(wall / MINUTE_MS) % DAY_MINUTES;
  const isQuiet =
    quietFrom < quietTo ? minute >= quietFrom && minute < quietTo : minute >= quietFrom || minute < quietTo;
  if (!isQuiet) return null;
  const midnight = wall - (wall % (DAY_MINUTES * MINUTE_MS));
  const days = minute < quietTo ? 0 : 1;
  return new Date(instantOf(clock, midnight + (days * DAY_MINUTES + quietTo) * MINUTE_MS, now.getTime()));
}
