import type { GraphQLFormattedError } from 'graphql';
import type { Program } from '../compile/program.ts';
import type { DataObject } from './data-object.ts';
import type { Failure, FetchedObjects, ReportBreach } from './failures.ts';
import type { LookupBatch } from './lookup-batch.ts';
import type { ObjectLists } from './object-lists.ts';
import type { SessionChange } from './session-change.ts';

/** What a subgraph told: data, and errors as a client may see them. */
export interface SubgraphResult {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** What it did with the session of who asked; read from the answer of the one subgraph that may say so. */
  readonly session?: SessionChange | undefined;
}

/** One operation as a subgraph is asked it. */
export interface SubgraphRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The variables as JSON, where that is at hand. */
  readonly variablesText?: () => string;
}

/** Asks a subgraph; `told` is called once, always. */
export type FetchFromSubgraph = (
  service: string,
  request: SubgraphRequest,
  onResult: (result: SubgraphResult) => void,
) => void;

/** What a program runs with. */
export interface RunOptions {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fetch: FetchFromSubgraph;
  readonly reportBreach: ReportBreach;
  /** What the first fetch is answered with instead of being made. */
  readonly seed: SubgraphResult | null;
}

/** One run of a program. */
export interface ProgramRun extends RunOptions {
  readonly program: Program;
  readonly data: DataObject;
  /** With paths in the data. */
  readonly errors: GraphQLFormattedError[];
  readonly failures: Failure[];
  readonly lists: ObjectLists;
  /** By step: what its lookups asked for. */
  readonly batches: (readonly LookupBatch[] | undefined)[];
  /** By step: what its fetch asked for, for a step that is one fetch of the plan. */
  readonly fetched: (readonly FetchedObjects[] | undefined)[];
}
