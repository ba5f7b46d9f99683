import type { CallTimeouts } from '../execute/fetch-from-subgraph.ts';

/** Times that tests shorten, in milliseconds. */
export interface GatewayTimes extends CallTimeouts {
  /** How long a socket may wait with its `connection_init`. */
  readonly initMs: number;
  /** Half the time in which a dead socket is found. */
  readonly keepAliveMs: number;
  /** How long the head of a request may take to arrive. */
  readonly headersMs: number;
  /** How long the body of a GraphQL request may take to arrive. */
  readonly bodyMs: number;
  /** How long `/readyz` says no before connections are refused. */
  readonly drainDelayMs: number;
  /** How long running requests may take to end. */
  readonly drainMs: number;
}

/** As documented in `docs/operations.md`. */
export const TIMES: GatewayTimes = {
  queryMs: 2_000,
  mutationMs: 5_000,
  requestMs: 10_000,
  initMs: 3_000,
  keepAliveMs: 5_500,
  headersMs: 10_000,
  bodyMs: 10_000,
  drainDelayMs: 2_000,
  drainMs: 10_000,
};
