import { z } from 'zod';
import type { ClientInfo } from '../executor/executor.ts';

/** Carries where a client's request came from to a served subgraph; believed because the caller beside it is signed. */
export const CLIENT_INFO_HEADER = 'x-client-origin';

const ORIGIN = z.object({ ip: z.string().nullable(), userAgent: z.string().nullable() });

/** An origin as a header value: names of clients may hold what a header must not. */
export const encodeClientInfo = ({ ip, userAgent }: ClientInfo): string =>
  encodeURIComponent(JSON.stringify({ ip, userAgent }));

/** Reads what `encodeOrigin` wrote; undefined for anything else. */
export function decodeClientInfo(value: unknown): ClientInfo | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return ORIGIN.parse(JSON.parse(decodeURIComponent(value)));
  } catch {
    return undefined;
  }
}
