import pg from 'pg';

/** One of the two databases of a move, connected as its owner, and the schema in it. */
export interface DomainCopy {
  readonly client: pg.Client;
  readonly url: string;
  readonly schema: string;
}

/** Its host, port and database, without the password. */
export const addressOf = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
};

/** A table of the schema as SQL names it. */
export const qualified = ({ schema }: Pick<DomainCopy, 'schema'>, name: string): string =>
  `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;

/** Runs `work` in one transaction. */
export async function inTransaction<Value>(client: pg.Client, work: () => Promise<Value>): Promise<Value> {
  await client.query('BEGIN');
  try {
    const value = await work();
    await client.query('COMMIT');
    return value;
  } catch (error) {
    // A connection that is gone has rolled back.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
