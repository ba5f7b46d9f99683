import { z } from 'zod';
import type { Origin } from '../executor/executor.ts';

/** Carries where a client's request came from to a served subgraph; believed because the caller beside it is signed. */
export const ORIGIN_HEADER = 'x-client-origin';

const ORIGIN = z.object({ ip: z.string().nullable(), userAgent: z.string().nullable() });

/** An origin as a header value: names of clients may hold what a header must not. */
export const encodeOrigin = ({ ip, userAgent }: Origin): string =>
  encodeURIComponent(JSON.stringify({ ip, userAgent }));

/** Reads what `encodeOrigin` wrote; undefined for anything else. */
export function decodeOrigin(value: unknown): Origin | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return ORIGIN.parse(JSON.parse(decodeURIComponent(value)));
  } catch {
    return undefined;
  }
}
