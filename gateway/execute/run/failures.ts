import type { GraphQLFormattedError } from 'graphql';
import type { DataObject } from './data-object.ts';

/** Tells the operator what a subgraph did that it must not do; gives the error that stands for it, without a path. */
export type ReportBreach = (service: string, breach: string) => GraphQLFormattedError;

/** An error that does not say which fields it is about: they are found when the answer is there. */
export interface Failure {
  /** As a client may see it, without a path. */
  readonly error: GraphQLFormattedError;
  readonly step: number;
  /** Position in the step of the lookup that it is about; null: any of them. */
  readonly lookup: number | null;
  /** What it is about; null: everything that was asked for. */
  readonly objects: readonly DataObject[] | null;
  /** Whether it stands among the errors of the run too, for one place of several. */
  readonly hasPath: boolean;
}

/** Objects that a fetch of the plan asked about together, and what came for each. */
export interface FetchedObjects {
  /** In each list the objects that stand for one representation; a fetch of root fields has one list. */
  readonly objects: readonly (readonly DataObject[])[];
  /** Beside each list what came; null: nothing that could be used. */
  entities: readonly unknown[] | null;
}
