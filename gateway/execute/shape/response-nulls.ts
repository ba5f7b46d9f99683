/**
 * Why a response contains a null. `null`: a subgraph returned null for a nullable field; `missing`: no subgraph returned
 * the value; `required`: a null of a non-null type, which propagates; `invalid`: the value does not fit its type;
 * `untyped`: the object type of an abstract type is unknown.
 */
export type NullKind = 'null' | 'missing' | 'required' | 'invalid' | 'untyped';

/** A null in a response, or one that propagated to a parent. */
export interface ResponseNull {
  /** The response path. */
  readonly path: readonly (string | number)[];
  /** The same path in the data; for an object of unknown type, the path of its `__typename`. */
  readonly dataPath: readonly (string | number)[];
  readonly kind: NullKind;
}

/** The current path of a pass that records nulls, and the nulls found so far: those within an object precede the object. */
export interface Tracing {
  readonly path: (string | number)[];
  readonly dataPath: (string | number)[];
  readonly found: ResponseNull[];
}
