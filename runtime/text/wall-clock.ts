/** Milliseconds per minute. */
export const MINUTE_MS = 60_000;
/** Minutes per day on a wall clock, even on days that are longer. */
export const DAY_MINUTES = 24 * 60;

/** Local time at an instant, as milliseconds since 1970 in local time. */
export type WallClock = (instant: number) => number;

/** The wall clock of a time zone. */
export function clockIn(timeZone: string): WallClock {
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
export function instantOf(clock: WallClock, wall: number, from: number): number {
  // Offsets change by less than three hours, so the instant is that close to the one of the present offset.
  const guess = wall - (clock(from) - Math.floor(from / 1_000) * 1_000);
  let low = Math.max(from, guess - 3 * 60 * MINUTE_MS);
  let high = guess + 3 * 60 * MINUTE_MS;
  // When clocks go back, a time occurs twice; the search finds either, and the step below selects the first.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (clock(middle) >= wall) high = middle;
    else low = middle;
  }
  const hourBefore = high - 60 * MINUTE_MS;
  return hourBefore > from && clock(hourBefore) === clock(high) ? hourBefore : high;
}
