import type { GraphQLError } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';
import type { Bounds } from './bounds.ts';
import { type ConnectionCounts, createConnectionCounts } from './connection-counts.ts';
import { createLoadGate, type LoadGate } from './load-gate.ts';
import { createOperationRate, type OperationRate } from './operation-rate.ts';

/** The limits of clients and of the process. A gateway has one, which its pipeline and its sockets share. */
export interface Admission {
  readonly bounds: Bounds;
  readonly gate: LoadGate;
  readonly rate: OperationRate;
  readonly connections: ConnectionCounts;
}

/** Seconds after which a rejected client may try again. */
export const RETRY_AFTER_SECONDS = 1;

/** Creates limits that have counted nothing yet. */
export const createAdmission = (bounds: Bounds): Admission => ({
  bounds,
  gate: createLoadGate(bounds.requestsInFlight),
  rate: createOperationRate(bounds.operationsPerMinute),
  connections: createConnectionCounts(bounds),
});

/** The error of a request that the load gate rejects. */
export const overloaded = (): GraphQLError =>
  fault('UNAVAILABLE', 'The server is overloaded; try again shortly.', { retryAfter: RETRY_AFTER_SECONDS });

/** The error of a client that has too many streams open. */
export const tooManyStreams = (): GraphQLError =>
  fault('RATE_LIMITED', 'Too many streams are open; close some.', { retryAfter: RETRY_AFTER_SECONDS });
