/** What buyers say, as numbers. */
export interface Rating {
  readonly average: number | null;
  readonly count: number;
  readonly histogram: readonly number[];
}

/** The rating that follows from how many reviews have 1, 2, 3, 4 and 5 stars. The average has two decimal places. */
export function ratingOf(counts: readonly number[]): Rating {
  const count = counts.reduce((sum, number) => sum + number, 0);
  const stars = counts.reduce((sum, number, at) => sum + number * (at + 1), 0);
  return { average: count === 0 ? null : Math.round((100 * stars) / count) / 100, count, histogram: counts };
}
