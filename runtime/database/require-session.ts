import type { Client } from 'pg';

/**
 * For locks that a session holds: a pooler may give the session to another client, and two would have one lock.
 *
 * @throws an error that asks for `variable` when the connection leads to a pooler.
 */
export async function requireSession(client: Client, variable: string): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  // A pooler has process numbers of its own.
  if (rows[0]?.pid !== Reflect.get(client, 'processID'))
    throw new Error(`Locks need a connection to PostgreSQL itself, and this is one to a pooler: set ${variable}.`);
}
