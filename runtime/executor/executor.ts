import type { ExecutionResult } from 'graphql';
import type { Caller } from './caller.ts';

/** Address and user agent of the client as the gateway saw them; for limits and session lists, never for permission. */
export interface ClientInfo {
  /** The client's address, resolved behind trusted proxies. */
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Headers forwarded to served subgraphs, by lower-case name: those that the operator allows, and those of tracing. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** One GraphQL operation for an executor. */
export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  /** Numbers beyond double precision are raw (`json-numbers.ts`): JSON writes them unchanged. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** The same variables as JSON text, where the sender has it already; for executors that send text. */
  readonly variablesText?: (() => string) | undefined;
  /** Correlates the logs of every process that took part. */
  readonly requestId?: string | undefined;
  /**
   * Asks a durable subscription for a first result with `extensions.startCursor` alone, so that the stream can be resumed
   * before its first event.
   */
  readonly announceStart?: boolean | undefined;
  /** Milliseconds after which nobody waits for the result any more; absent: no limit is known. */
  readonly withinMs?: number | undefined;
  /** Travels beside the caller, which is signed once for many requests. */
  readonly client?: ClientInfo | undefined;
  /** Ends the operation early: a stream closes; a request does not reject. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Executes one operation: returns a result, or for a subscription a stream of results. This is the only interface between
 * gateway and subgraphs, in process and over the network. Never rejects.
 */
export type Executor = (
  request: GraphQLRequest,
  caller: Caller,
) => Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>>;

/** Whether an executor returned a stream of results, not a single one. */
export const isStream = <Value>(
  answer: ExecutionResult | AsyncIterableIterator<Value>,
): answer is AsyncIterableIterator<Value> => Symbol.asyncIterator in answer;
