import pg from 'pg';
import type { Sql } from '../runtime/database/database.ts';
import { createClient } from '../runtime/database/postgres-connections.ts';

/** A connection of the test's own, and a count of what the domain sends to PostgreSQL. */
export interface SqlMeter {
  readonly sql: Sql;
  /** The domain's statements since the last call. */
  take(): string[];
  close(): Promise<void>;
}

const NOT_COUNTED =
  /^(BEGIN|COMMIT|ROLLBACK|SET|SELECT 1$|DEALLOCATE)|outbox_|inbox_(?!bootstrap AS taken)|dead_letter|FROM erasure\b|pg_try_advisory_lock/i;

/** Whether a statement carries a read or write of the domain's own: not transactions, outbox, inbox, and looking for whom to erase. */
export const isCounted = (text: string): boolean => !NOT_COUNTED.test(text.trim());

/** Connects as the domain's role; counts by the `application_name` that the domain's pool carries. */
export async function openSql(databaseUrl: string, applicationName: string): Promise<SqlMeter> {
  const seen: string[] = [];
  const send = pg.Client.prototype.query;
  // Every statement of every pool goes through this one method of the driver.
  pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === 'string' ? first : String(Reflect.get(Object(first), 'text') ?? '');
    const parameters: unknown = Reflect.get(this, 'connectionParameters');
    if (Reflect.get(Object(parameters), 'application_name') === applicationName && isCounted(text)) seen.push(text);
    return Reflect.apply(send, this, args);
  } as typeof send;

  const client = createClient({ connectionString: databaseUrl, application_name: 'test' });
  await client.connect();
  const run = async (query: TemplateStringsArray, values: unknown[]) => {
    const text = query.reduce((before, part, at) => `${before}$${at}${part}`);
    return client.query(text, values);
  };
  return {
    sql: {
      $queryRaw: async <Rows>(query: TemplateStringsArray, ...values: unknown[]) =>
        (await run(query, values)).rows as Rows,
      $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
    },
    take: () => seen.splice(0),
    async close() {
      pg.Client.prototype.query = send;
      await client.end();
    },
  };
}
