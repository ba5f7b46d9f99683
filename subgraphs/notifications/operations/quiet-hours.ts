import type { Preferences } from '../repository/index.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Whether `text` names a time zone that this system knows. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** `07:30` → 450; null for what is no time of day. */
export function minutesOf(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

/** 450 → `07:30`. */
export const timeOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/**
 * When the quiet hours that hold at `now` end; null when none hold. They are read off the person's clock, so a night in
 * which clocks are changed is an hour shorter or longer, and an end that a clock skips is the instant it skips at.
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

/** What a clock on the wall shows at an instant, as milliseconds since 1970 on that wall. */
function clockIn(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-hc-h23', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const shown = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => shown.get(name) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
}

/** The first instant after `from` at which the clock shows `wall` or, where clocks go forward, more. */
function instantOf(clock: (instant: number) => number, wall: number, from: number): number {
  // Clocks are changed by less than three hours: a wall time lies that near to where the present offset puts it.
  const guess = wall - (clock(from) - Math.floor(from / 1_000) * 1_000);
  let low = Math.max(from, guess - 3 * 60 * MINUTE_MS);
  let high = guess + 3 * 60 * MINUTE_MS;
  // Where a clock goes back it shows a time twice; the search meets one of the two, and the step below takes the first.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (clock(middle) >= wall) high = middle;
    else low = middle;
  }
  const hourBefore = high - 60 * MINUTE_MS;
  return hourBefore > from && clock(hourBefore) === clock(high) ? hourBefore : high;
}
