import type { GraphQLLeafType } from 'graphql';
import type { FieldGroup } from './collect-fields.ts';

/** One pass over what subgraphs have told. */
export interface Shaping<Output> {
  /** Whether a value was found that its type does not allow. */
  isInvalid: boolean;
  /** Where the pass is, and where such values are; null unless they are looked for. */
  readonly tracing: { readonly path: (string | number)[]; readonly found: (string | number)[][] } | null;
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
export interface Form<Output> {
  object(fields: readonly ShapedField<Output>[]): CompleteObject<Output>;
  list(complete: Complete<Output>): Complete<Output>;
  leaf(type: GraphQLLeafType): Complete<Output>;
  /** A value that needs no shape. */
  json(value: unknown): Output;
}
