/** What another domain says of a mutation with a key. */
interface KeyedPayload<Thing, Refusal> {
  readonly thing: Thing | null;
  readonly errors: readonly Refusal[];
}

/** The thing that was made, or why it was not. */
export type KeyedOutcome<Thing, Refusal> = { readonly thing: Thing } | { readonly refusal: Refusal };

/**
 * The outcome of a mutation of another domain that takes a key; `what` names the thing in an error.
 *
 * @throws when there is none yet: a call with the same key is still on its way. Repeat it then, with its key.
 */
export function keyedOutcome<Thing, Refusal extends { readonly __typename: string }>(
  { thing, errors }: KeyedPayload<Thing, Refusal>,
  what: string,
): KeyedOutcome<Thing, Refusal> {
  const [refusal] = errors;
  if (refusal?.__typename === 'IdempotencyInProgress') throw new Error(`${what} is being created.`);
  if (refusal !== undefined) return { refusal };
  if (thing === null) throw new Error(`${what} was neither created nor refused.`);
  return { thing };
}
