import pg from 'pg';
import { addressOf, type DomainCopy } from './domain-copy.ts';
import { isFenced } from './write-fence.ts';

/**
 * How far a move has come, as both databases say: `occupied` is a schema on the new server that no move has made, and
 * `elsewhere` a domain that has been moved, or is being moved, to another address.
 */
export type MoveState = 'not begun' | 'copying' | 'verified' | 'moved' | 'occupied' | 'elsewhere';

/** What the schema of the new server is marked with until it is opened, and that of the old one from its fence on. */
export type Mark = 'copying' | 'verified' | 'moving';

const textOf = (mark: Mark, address: string): string => `${mark}: ${address}`;

const COMMENT = "SELECT obj_description(to_regnamespace($1), 'pg_namespace') AS comment, to_regnamespace($1) AS schema";

async function readComment({ client, schema }: DomainCopy): Promise<{ exists: boolean; comment: string | null }> {
  const { rows } = await client.query<{ comment: string | null; schema: string | null }>(COMMENT, [
    pg.escapeIdentifier(schema),
  ]);
  return { exists: rows[0]?.schema != null, comment: rows[0]?.comment ?? null };
}

/** Marks the schema of `copy` with the other side of the move; null removes the mark. */
export async function mark({ client, schema }: DomainCopy, sign: Mark | null, otherUrl: string): Promise<void> {
  const comment = sign === null ? 'NULL' : pg.escapeLiteral(textOf(sign, addressOf(otherUrl)));
  await client.query(`COMMENT ON SCHEMA ${pg.escapeIdentifier(schema)} IS ${comment}`);
}

/** Reads the state of the move from one database to the other. */
export async function readState(from: DomainCopy, to: DomainCopy): Promise<MoveState> {
  const [old, now] = [await readComment(from), await readComment(to)];
  const isOurs = old.comment === textOf('moving', addressOf(to.url));
  if (!isOurs && old.comment?.startsWith('moving: ') === true) return 'elsewhere';
  if (!now.exists) return 'not begun';
  if (now.comment === textOf('copying', addressOf(from.url))) return 'copying';
  // What was verified is so for as long as nothing has been written since.
  if (now.comment === textOf('verified', addressOf(from.url))) return (await isFenced(from)) ? 'verified' : 'copying';
  return isOurs && now.comment === null && (await isFenced(from)) ? 'moved' : 'occupied';
}
