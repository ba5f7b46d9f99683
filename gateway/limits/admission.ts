import type { GraphQLError } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';
import type { Bounds } from './bounds.ts';
import { type ConnectionCounts, createConnectionCounts } from './connection-counts.ts';
import { createLoadGate, type LoadGate } from './load-gate.ts';
import { createOperationRate, type OperationRate } from './operation-rate.ts';

/** Everything that counts what clients ask for; one a gateway, shared by its transports. */
export interface Admission {
  readonly bounds: Bounds;
  readonly gate: LoadGate;
  readonly rate: OperationRate;
  readonly connections: ConnectionCounts;
}

/** When to come back after having been sent away. */
export const RETRY_AFTER_SECONDS = 1;

/** Begins to count. */
export const createAdmission = (bounds: Bounds): Admission => ({
  bounds,
  gate: createLoadGate(bounds.requestsInFlight),
  rate: createOperationRate(bounds.operationsPerMinute),
  connections: createConnectionCounts(bounds),
});

/** The fault of a gateway that has as much to do as it can. */
export const overloaded = (): GraphQLError =>
  fault('UNAVAILABLE', 'Too much to do for a moment; try again.', { retryAfter: RETRY_AFTER_SECONDS });

/** The fault for who holds too many streams open. */
export const tooManyStreams = (): GraphQLError =>
  fault('RATE_LIMITED', 'Too many streams are open; close some.', { retryAfter: RETRY_AFTER_SECONDS });
