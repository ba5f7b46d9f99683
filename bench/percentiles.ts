/** The value below which `share` of the samples lie, by nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** One line of a table: a name, the number of samples, and p50, p95, p99 and the greatest in milliseconds. */
export function percentileLine(name: string, samples: readonly number[]): string {
  const figures = [0.5, 0.95, 0.99, 1].map((share) => percentile(samples, share).toFixed(1).padStart(8));
  return `${name.padEnd(32)}${String(samples.length).padStart(6)}${figures.join('')}`;
}

/** The heading of such a table. */
export const PERCENTILE_HEADING = `${'milliseconds'.padEnd(32)}${'n'.padStart(6)}${['p50', 'p95', 'p99', 'max'].map((name) => name.padStart(8)).join('')}`;
