/** The program that a client says it is. */
export interface ClientProgram {
  readonly name: string;
  readonly version: string | null;
}

/** Longer names are cut. */
const MAX_LENGTH = 128;

/**
 * The program that a client says it is, from headers or from the payload of `connection_init`: Apollo's names for it, or
 * those without a vendor. Null when it says nothing.
 */
export function programIn(given: object | undefined): ClientProgram | null {
  if (given === undefined) return null;
  const name = textOf(given, 'apollographql-client-name') ?? textOf(given, 'graphql-client-name');
  if (name === null) return null;
  return { name, version: textOf(given, 'apollographql-client-version') ?? textOf(given, 'graphql-client-version') };
}

function textOf(given: object, key: string): string | null {
  const value: unknown = Reflect.get(given, key);
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_LENGTH) : null;
}
