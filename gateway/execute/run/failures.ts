import type { GraphQLFormattedError } from 'graphql';
import type { DataObject } from './data-object.ts';

/** Logs a protocol violation of a subgraph; returns the error for the client, without a path. */
export type ReportBreach = (service: string, breach: string) => GraphQLFormattedError;

/** An error without a usable path: the nulls that it caused are found once the response is complete. */
export interface Failure {
  /** The error as the client may see it, without a path. */
  readonly error: GraphQLFormattedError;
  readonly step: number;
  /** Index of the lookup in the step; null: any of them. */
  readonly lookup: number | null;
  /** The objects concerned; null: all objects of the fetch. */
  readonly objects: readonly DataObject[] | null;
  /** Whether the errors of the run contain it too, at a path. */
  readonly hasPath: boolean;
}

/** Objects that one fetch requested together, and the entities received. */
export interface FetchedObjects {
  /** One list per representation; a fetch of root fields has one list. */
  readonly objects: readonly (readonly DataObject[])[];
  /** The entity for each list; null: no usable result. */
  entities: readonly unknown[] | null;
}
