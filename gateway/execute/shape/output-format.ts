import type { GraphQLLeafType } from 'graphql';
import type { FieldGroup } from './collect-fields.ts';
import type { Tracing } from './response-nulls.ts';

/** One pass over what subgraphs have told. */
export interface Shaping<Output> {
  /** Whether there is a value that its type does not allow, a null that must not be, or nothing where a value belongs. */
  isInvalid: boolean;
  /** Null unless nulls are looked for. */
  readonly tracing: Tracing | null;
  /** What became of objects that stand at several places, by what they were shaped with. */
  readonly shaped: Map<object, Map<object, Output | null>>;
  /** Answers `__schema` and `__type`. */
  introspect(fields: FieldGroup): unknown;
}

/**
 * Gives a value its shape in the answer. `undefined` is a null that must not stand where it is, and takes the next place
 * around that may be null.
 */
export type Complete<Output> = (value: unknown, shaping: Shaping<Output>) => Output | null | undefined;

/** Gives an object its shape; null when nothing may be left of it. */
export type CompleteObject<Output> = (
  object: Readonly<Record<string, unknown>>,
  shaping: Shaping<Output>,
) => Output | null;

/** A field of an object in the answer. */
export interface ShapedField<Output> {
  readonly key: string;
  /** Where the data has it. */
  readonly dataKey: string;
  readonly complete: Complete<Output>;
}

/** What answers are made of: values that can be worked with, or at once the text that leaves. */
export interface OutputFormat<Output> {
  object(fields: readonly ShapedField<Output>[]): CompleteObject<Output>;
  list(complete: Complete<Output>): Complete<Output>;
  leaf(type: GraphQLLeafType): Complete<Output>;
  /** A value that needs no shape. */
  json(value: unknown): Output;
}
