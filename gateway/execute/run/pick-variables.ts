/** The given variables that a fetch uses. */
export function pickVariables(
  names: readonly string[] | undefined,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names ?? []) if (given[name] !== undefined) picked[name] = given[name];
  return picked;
}
