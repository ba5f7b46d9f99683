import type { GraphQLLeafType } from 'graphql';
import type { FieldGroup } from './collect-fields.ts';
import type { Tracing } from './response-nulls.ts';

/** The state of one pass over the data of a run. */
export interface Shaping<Output> {
  /** Whether there is an invalid value, a null of a non-null type, or a missing value. */
  isInvalid: boolean;
  /** Null unless the pass records nulls. */
  readonly tracing: Tracing | null;
  /** Outputs of shared objects, by shape and object. */
  readonly shaped: Map<object, Map<object, Output | null>>;
  /** Resolves `__schema` and `__type`. */
  introspect(fields: FieldGroup): unknown;
}

/** Completes a value. `undefined` is a null of a non-null type, which propagates to the nearest nullable parent. */
export type Complete<Output> = (value: unknown, shaping: Shaping<Output>) => Output | null | undefined;

/** Completes an object; null when a null propagated to it. */
export type CompleteObject<Output> = (
  object: Readonly<Record<string, unknown>>,
  shaping: Shaping<Output>,
) => Output | null;

/** A field of an object in the output. */
export interface ShapedField<Output> {
  readonly key: string;
  /** The key of the field in the data. */
  readonly dataKey: string;
  readonly complete: Complete<Output>;
}

/** Builds outputs of one kind: JavaScript values or JSON text. */
export interface OutputFormat<Output> {
  object(fields: readonly ShapedField<Output>[]): CompleteObject<Output>;
  list(complete: Complete<Output>): Complete<Output>;
  leaf(type: GraphQLLeafType): Complete<Output>;
  /** Converts a value that is complete already. */
  json(value: unknown): Output;
}
