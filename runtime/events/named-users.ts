import type { Sql } from '../database/database.ts';

const USER_ID = /\busr_[\w-]+/g;

/** The ids of users anywhere in the payload of an event, each once. */
export function namedUsers(payload: unknown): string[] {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') for (const [id] of value.matchAll(USER_ID)) found.add(id);
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) collect(one);
  };
  collect(payload);
  return [...found];
}

/** Those of these users who have deleted their account, as far as this domain has handled the events. */
export async function deletedUsers(sql: Sql, userIds: ReadonlySet<string>): Promise<Set<string>> {
  if (userIds.size === 0) return new Set();
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT user_id AS id FROM erasure WHERE user_id = ANY (${[...userIds]}::text[])`;
  return new Set(rows.map(({ id }) => id));
}
