import type { GraphQLError } from 'graphql';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { ClientInfo } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { clientNetwork } from '../../runtime/limits/client-network.ts';

/** Counts one more operation; the fault when there were too many. At once where operations are not counted. */
export type OperationRate = (
  caller: Caller,
  client: ClientInfo | undefined,
) => GraphQLError | null | Promise<GraphQLError | null>;

const MINUTE_SECONDS = 60;

/** So many operations a minute for one person, or for one address of visitors, in this process. 0: any number. */
export function createOperationRate(perMinute: number): OperationRate {
  if (perMinute === 0) return () => null;
  const limiter = new RateLimiterMemory({ points: perMinute, duration: MINUTE_SECONDS });
  return async ({ viewerId }, client) => {
    // Without an address a visitor could only be counted together with all others, and would keep them out.
    const ip = client?.ip ?? null;
    if (viewerId === null && ip === null) return null;
    try {
      await limiter.consume(viewerId ?? `ip:${clientNetwork(ip ?? '')}`);
      return null;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return fault('RATE_LIMITED', 'Too many requests; try again later.', {
        retryAfter: Math.ceil(refused.msBeforeNext / 1_000),
      });
    }
  };
}
