/** The outcome of a domain operation: a value, or a refusal the caller can act on. */
export type Result<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** What every refusal carries: the name of its union member, so that no table maps errors to types. */
export interface RefusalOf<Name extends string> {
  readonly __typename: Name;
  readonly message: string;
  readonly path: readonly string[];
}

/** Wraps the value of an operation that succeeded. */
export const done = <const Value>(value: Value) => ({ ok: true, value }) as const;

/** Wraps the refusal of an operation that did nothing. */
export const refuse = <const Refusal>(refusal: Refusal) => ({ ok: false, refusal }) as const;

/** The payload of a mutation: the entity under `key`, null when refused, and the refusals. */
export function payloadOf<const Key extends string, Value, Refusal>(
  key: Key,
  result: Result<Value, Refusal>,
): { [K in Key]: Value | null } & { errors: Refusal[] } {
  // as: a computed key widens to `string`; this object has exactly the one.
  const entity = { [key]: result.ok ? result.value : null } as { [K in Key]: Value | null };
  return { ...entity, errors: result.ok ? [] : [result.refusal] };
}
