import { z } from 'zod';
import type { ClientInfo } from '../executor/executor.ts';

/** Carries the address and user agent of a client to a served subgraph, which trusts it because of the caller token. */
export const CLIENT_INFO_HEADER = 'x-client-origin';

const CLIENT_INFO = z.object({ ip: z.string().nullable(), userAgent: z.string().nullable() });

/** Encodes client info as a header value: a user agent may have characters that a header must not. */
export const encodeClientInfo = ({ ip, userAgent }: ClientInfo): string =>
  encodeURIComponent(JSON.stringify({ ip, userAgent }));

/** Reads the value of `encodeClientInfo`; undefined for anything else. */
export function decodeClientInfo(value: unknown): ClientInfo | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return CLIENT_INFO.parse(JSON.parse(decodeURIComponent(value)));
  } catch {
    return undefined;
  }
}
