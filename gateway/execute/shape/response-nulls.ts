/**
 * Why there is a null in an answer. `null`: a subgraph said so where it may; `missing`: nobody gave the value;
 * `required`: the type does not allow it, so that it takes the place around; `invalid`: what was given does not fit the
 * type; `untyped`: nobody said of which object type the object is.
 */
export type NullKind = 'null' | 'missing' | 'required' | 'invalid' | 'untyped';

/** A null in an answer, or one that took the place around. */
export interface ResponseNull {
  /** Response keys of the client, and positions. */
  readonly path: readonly (string | number)[];
  /** The same place in the data; of an object whose type is not known, the place of its type's name. */
  readonly dataPath: readonly (string | number)[];
  readonly kind: NullKind;
}

/** Where a pass is that looks for nulls, and those that it found: the ones within an object before the object. */
export interface Tracing {
  readonly path: (string | number)[];
  readonly dataPath: (string | number)[];
  readonly found: ResponseNull[];
}
