import type { Sql } from '../database/database.ts';

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

/** Whether one of these people has deleted their account, as far as this domain was told. */
export async function isAnyDeleted(sql: Sql, userIds: readonly string[]): Promise<boolean> {
  const rows = await sql.$queryRaw<object[]>`SELECT FROM erasure WHERE user_id = ANY (${[...userIds]}::text[]) LIMIT 1`;
  return rows.length > 0;
}
