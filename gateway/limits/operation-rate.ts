import type { GraphQLError } from 'graphql';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { ClientInfo } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { clientNetwork } from '../../runtime/limits/client-network.ts';

/** Counts one more operation; the error when it exceeds the rate. Synchronous where operations are not counted. */
export type OperationRate = (
  caller: Caller,
  client: ClientInfo | undefined,
) => GraphQLError | null | Promise<GraphQLError | null>;

const MINUTE_SECONDS = 60;

/** Limits the operations a minute of one person, or of one address for visitors, in this process. 0: unlimited. */
export function createOperationRate(perMinute: number): OperationRate {
  if (perMinute === 0) return () => null;
  const limiter = new RateLimiterMemory({ points: perMinute, duration: MINUTE_SECONDS });
  return async ({ viewerId }, client) => {
    // Without an address all visitors would share one count, and one of them could use it up for the others.
    const ip = client?.ip ?? null;
    if (viewerId === null && ip === null) return null;
    try {
      await limiter.consume(viewerId ?? `ip:${clientNetwork(ip ?? '')}`);
      return null;
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection;
      return fault('RATE_LIMITED', 'Too many requests; try again later.', {
        retryAfter: Math.ceil(rejection.msBeforeNext / 1_000),
      });
    }
  };
}
