/** The variables that a fetch takes of those given. */
export function pickVariables(
  names: readonly string[] | undefined,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names ?? []) if (given[name] !== undefined) picked[name] = given[name];
  return picked;
}
