/** The name and version that a client gives itself. */
export interface ClientProgram {
  readonly name: string;
  readonly version: string | null;
}

/** Longer names and versions are cut. */
const MAX_LENGTH = 128;

/**
 * Reads the name and version of a client from headers or from the payload of `connection_init`, by Apollo's names of them or
 * by those without a vendor. Null when there is no name.
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
