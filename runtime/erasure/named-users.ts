const USER_ID = /\busr_[\w-]+/g;

/** Ids of people that stand anywhere in an event's payload, each once. */
export function namedUsers(payload: unknown): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === 'string') for (const [id] of value.matchAll(USER_ID)) found.add(id);
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) look(one);
  };
  look(payload);
  return [...found];
}
