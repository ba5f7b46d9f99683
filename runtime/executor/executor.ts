import type { ExecutionResult } from 'graphql';
import type { Caller } from './caller.ts';

/** Where a client's request came from, as the gateway saw it; for limits and lists of sessions, never for permission. */
export interface ClientInfo {
  /** Of the client, behind the proxies that are trusted. */
  readonly ip: string | null;
  readonly userAgent: string | null;
  /**
   * Headers that go on to subgraphs behind a port, by their names in lower case: those that the operator lets through,
   * and those that carry a trace.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** One GraphQL operation as it crosses a border. */
export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  /** Numbers that no double holds are raw (`json-numbers.ts`): JSON writes them unchanged. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** The same variables as JSON, from who has them at hand; for borders that send text. */
  readonly variablesText?: (() => string) | undefined;
  /** Correlates the logs of every process that took part. */
  readonly requestId?: string | undefined;
  /**
   * Asks a durable subscription to say first where it begins, in a result that holds `extensions.startCursor` alone: who
   * has it can resume the stream before its first event.
   */
  readonly announceStart?: boolean | undefined;
  /** Travels beside the caller, which is signed once for many requests. */
  readonly client?: ClientInfo | undefined;
  /** Ends the operation early; a stream closes, a request rejects no one. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Answers one operation: a result, or for a subscription a stream of results.
 * The one border between gateway and subgraphs, in process and over the wire. Never rejects.
 */
export type Executor = (
  request: GraphQLRequest,
  caller: Caller,
) => Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>>;

/** Tells a stream of results from a single one. */
export const isStream = <Value>(
  answer: ExecutionResult | AsyncIterableIterator<Value>,
): answer is AsyncIterableIterator<Value> => Symbol.asyncIterator in answer;
