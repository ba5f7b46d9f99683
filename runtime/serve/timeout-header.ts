/** Carries `withinMs` of a request to a served subgraph. */
export const TIMEOUT_HEADER = 'x-request-timeout-ms';

const MAX_TIMEOUT_MS = 60_000;

/** Whole milliseconds, at least 1. */
export const encodeTimeout = (withinMs: number): string => String(Math.max(Math.floor(withinMs), 1));

/** Undefined for what is not a number of milliseconds between 1 and 60,000. */
export function decodeTimeout(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string' || !/^\d{1,5}$/.test(header)) return undefined;
  const withinMs = Number(header);
  return withinMs >= 1 && withinMs <= MAX_TIMEOUT_MS ? withinMs : undefined;
}
