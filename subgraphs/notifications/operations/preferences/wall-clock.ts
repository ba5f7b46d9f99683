/** A minute of any clock. */
export const MINUTE_MS = 60_000;
/** Minutes that a clock on the wall shows in a day, also where the day is longer. */
export const DAY_MINUTES = 24 * 60;

/** What a clock on the wall shows at an instant, as milliseconds since 1970 on that wall. */
export type WallClock = (instant: number) => number;

/** The clock on the wall of a time zone. */
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
