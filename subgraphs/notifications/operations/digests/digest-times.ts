import { clockIn, DAY_MINUTES, instantOf, MINUTE_MS, type WallClock } from '../../../../runtime/text/wall-clock.ts';
import type { DigestSpan } from '../../events.ts';
import type { Preferences } from '../../repository/index.ts';
import { quietUntil } from '../preferences/quiet-hours.ts';

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
const WEEK_DAYS = 7;
/** 1970-01-01 was a Thursday: the fourth day, counted from Monday. */
const FIRST_DAY = 3;

/**
 * When the next digest after `now` is due: at the full hour, at the user's digest time, or at that time on their weekday, all
 * in their time zone; if that is in quiet hours, when those end. A local time that occurs twice counts the first time, and a
 * skipped one at the instant of the skip, so that each day has exactly one.
 */
export function nextDigest(span: DigestSpan, preferences: Preferences, now: Date): Date {
  const clock = clockIn(preferences.timeZone);
  const at = span === 'HOURLY' ? nextHour(clock, now) : nextTime(clock, span, preferences, now);
  return quietUntil(preferences, at) ?? at;
}

const nextHour = (clock: WallClock, now: Date): Date => {
  const second = Math.floor(now.getTime() / 1_000) * 1_000;
  return new Date(second + HOUR_MS - (clock(second) % HOUR_MS));
};

function nextTime(clock: WallClock, span: 'DAILY' | 'WEEKLY', { digestAt, digestDay }: Preferences, now: Date): Date {
  const wall = clock(now.getTime());
  const today = Math.floor(wall / DAY_MS);
  const isoDay = ((today + FIRST_DAY) % WEEK_DAYS) + 1;
  const days = span === 'DAILY' ? 0 : (digestDay - isoDay + WEEK_DAYS) % WEEK_DAYS;
  // Searches from before `now`, so that the first of two equal times is found even if it has passed.
  const on = (day: number): number => instantOf(clock, day * DAY_MS + digestAt * MINUTE_MS, startOf(now, day - today));
  const first = on(today + days);
  return new Date(first > now.getTime() ? first : on(today + days + (span === 'DAILY' ? 1 : WEEK_DAYS)));
}

/** An instant at most two days before the day that starts about `days` days from now. */
const startOf = (now: Date, days: number): number => now.getTime() + (days - 1) * DAY_MS - HOUR_MS;
