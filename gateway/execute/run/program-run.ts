import type { GraphQLFormattedError } from 'graphql';
import type { Program } from '../compile/program.ts';
import type { DataObject } from './data-object.ts';
import type { Failure, FetchedObjects, ReportBreach } from './failures.ts';
import type { LookupBatch } from './lookup-batch.ts';
import type { ObjectLists } from './object-lists.ts';
import type { SessionChange } from './session-change.ts';

/** The result of a subgraph: data, and errors as the client may see them. */
export interface SubgraphResult {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** A session that was opened or ended; only the session subgraph may report one. */
  readonly session?: SessionChange | undefined;
}

/** One operation for a subgraph. */
export interface SubgraphRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The variables as JSON, when that can be had without serializing them. */
  readonly variablesText?: () => string;
}

/** Sends a request to a subgraph; `onResult` is called exactly once. */
export type FetchFromSubgraph = (
  service: string,
  request: SubgraphRequest,
  onResult: (result: SubgraphResult) => void,
) => void;

/** Inputs of a run. */
export interface RunOptions {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fetch: FetchFromSubgraph;
  readonly reportBreach: ReportBreach;
  /** Replaces the result of the first fetch, which is then not made. */
  readonly seed: SubgraphResult | null;
}

/** The state of one run of a program. */
export interface ProgramRun extends RunOptions {
  readonly program: Program;
  readonly data: DataObject;
  /** Errors with paths in the data. */
  readonly errors: GraphQLFormattedError[];
  readonly failures: Failure[];
  readonly lists: ObjectLists;
  /** By step: the batches of its lookups. */
  readonly batches: (readonly LookupBatch[] | undefined)[];
  /** By step: the objects of a single fetch. */
  readonly fetched: (readonly FetchedObjects[] | undefined)[];
}
