import pg from 'pg';
import { type DomainCopy, qualified } from './domain-copy.ts';
import { movedTables } from './moved-tables.ts';

/** What the two copies have, and where they differ. */
export interface Comparison {
  readonly tables: number;
  readonly rows: bigint;
  readonly sequences: number;
  /** One line for each table or sequence that is not the same on both servers. */
  readonly differences: readonly string[];
}

interface Sequence {
  readonly name: string;
  readonly value: string;
  readonly isCalled: boolean;
}

async function sequencesOf(copy: DomainCopy): Promise<readonly Sequence[]> {
  const { client, schema } = copy;
  const { rows } = await client.query<{ name: string }>(
    'SELECT sequencename AS name FROM pg_sequences WHERE schemaname = $1 ORDER BY 1',
    [schema],
  );
  const sequences: Sequence[] = [];
  for (const { name } of rows) {
    const values = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${qualified(copy, name)}`,
    );
    const { value = '', called = false } = values.rows[0] ?? {};
    sequences.push({ name, value, isCalled: called });
  }
  return sequences;
}

/** Continues the sequences of the new server after the values of the old one: replication does not move them. */
export async function copySequences(from: DomainCopy, to: DomainCopy): Promise<void> {
  for (const { name, value, isCalled } of await sequencesOf(from))
    await to.client.query('SELECT setval($1::regclass, $2::bigint, $3)', [qualified(to, name), value, isCalled]);
}

/** The number of rows and one number for all of their values, for each table. */
async function digestsOf(copy: DomainCopy): Promise<ReadonlyMap<string, { rows: string; digest: string }>> {
  await copy.client.query("SET timezone = 'UTC'");
  const digests = new Map<string, { rows: string; digest: string }>();
  for (const { name, columns } of await movedTables(copy)) {
    const values = columns.map((column) => `t.${pg.escapeIdentifier(column)}`).join(', ');
    const { rows } = await copy.client.query<{ rows: string; digest: string }>(
      `SELECT count(*)::text AS rows, coalesce(sum(hashtextextended(ROW(${values})::text, 0)::numeric), 0)::text AS digest
       FROM ${qualified(copy, name)} t`,
    );
    digests.set(`${name} (${columns.join(', ')})`, rows[0] ?? { rows: '', digest: '' });
  }
  return digests;
}

/** Compares columns, row counts, values of rows, and sequences. Reads every row on both servers; nothing may write meanwhile. */
export async function compareCopies(from: DomainCopy, to: DomainCopy): Promise<Comparison> {
  const [here, there] = await Promise.all([digestsOf(from), digestsOf(to)]);
  const [sequences, copied] = await Promise.all([sequencesOf(from), sequencesOf(to)]);
  const textOf = (entry: { rows: string; digest: string } | undefined) =>
    entry === undefined ? 'no such table' : `${entry.rows} rows, digest ${entry.digest}`;
  const ofTables = [...new Set([...here.keys(), ...there.keys()])].flatMap((name) => {
    const [old, now] = [textOf(here.get(name)), textOf(there.get(name))];
    return old === now ? [] : [`${name}: ${old} before, ${now} after`];
  });
  const sequenceText = (all: readonly Sequence[], name: string) => {
    const found = all.find((sequence) => sequence.name === name);
    return found === undefined ? 'no such sequence' : `${found.value}${found.isCalled ? '' : ' (unused)'}`;
  };
  const ofSequences = [...new Set([...sequences, ...copied].map(({ name }) => name))].flatMap((name) => {
    const [old, now] = [sequenceText(sequences, name), sequenceText(copied, name)];
    return old === now ? [] : [`sequence ${name}: ${old} before, ${now} after`];
  });
  return {
    tables: here.size,
    rows: [...here.values()].reduce((sum, { rows }) => sum + BigInt(rows), 0n),
    sequences: sequences.length,
    differences: [...ofTables, ...ofSequences],
  };
}
