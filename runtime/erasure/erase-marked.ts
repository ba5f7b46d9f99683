import { eraseReasons } from '../audit/audit-log.ts';
import type { Sql } from '../database/database.ts';
import { rawSql } from '../database/sql-fragment.ts';
import { eraseKeys } from '../idempotency/delete-keys.ts';
import { eraseLogs } from '../live/delete-log-entries.ts';
import type { MarkedColumn, PersonalMarks, PersonalTable } from '../personal-data/personal-tables.ts';
import { eraseBlocks, eraseFollows, eraseFriendships, eraseSuspension } from './erase-relations.ts';
import { eraseRetained, type RetainErased } from './erase-retained.ts';
import type { EraseUser } from './erase-user.ts';
import { eraseWebhookEndpoints } from './erase-webhook-endpoints.ts';

/** Rows that one statement erases. */
const BATCH_SIZE = 1_000;

/**
 * The erasing of a domain: its own code for what is marked `by hand` and, once nothing of that is left, what the marks say.
 * Undefined for a domain that holds nothing about people.
 *
 * @throws when a mark says `@retained`, and nothing seals.
 */
export function withMarks<Store>(
  eraseUser: EraseUser<Store> | undefined,
  marks: PersonalMarks,
  retain?: RetainErased,
): EraseUser<Store> | undefined {
  const retaining = marks.tables.find(({ marked }) => marked.some(({ retention }) => retention !== null));
  if (retaining !== undefined && retain === undefined)
    throw new Error(`${retaining.name} retains what the law requires: the domain needs a \`retentionBox\``);
  const holdsNothing =
    marks.tables.length === 0 &&
    !marks.hasRelations &&
    !marks.hasSuspensions &&
    !marks.hasFollows &&
    !marks.hasWebhooks;
  if (eraseUser === undefined && holdsNothing) return undefined;
  return async (store, userId, sql) => {
    const step = (await eraseUser?.(store, userId, sql)) ?? { isComplete: true };
    return step.isComplete ? { ...step, isComplete: await eraseMarked(sql, marks, userId, retain) } : step;
  };
}

/**
 * The erasing of a domain with the tables of the runtime that every domain has: after its own rows, its logs, its
 * idempotency keys and the reasons in its audit log. Undefined for a domain that holds nothing about people, which waits for no deletions.
 */
export function withRuntimeTables<Store>(eraseUser: EraseUser<Store> | undefined): EraseUser<Store> | undefined {
  if (eraseUser === undefined) return undefined;
  return async (store, userId, sql) => {
    const step = await eraseUser(store, userId, sql);
    if (!step.isComplete) return step;
    const isComplete =
      (await eraseLogs(sql, userId)) && (await eraseKeys(sql, userId)) && (await eraseReasons(sql, userId));
    return { ...step, isComplete };
  };
}

/** Erases some of a person's rows; true when none are left. */
async function eraseMarked(
  sql: Sql,
  { tables, hasRelations, hasSuspensions, hasFollows, hasWebhooks }: PersonalMarks,
  userId: string,
  retain: RetainErased | undefined,
): Promise<boolean> {
  for (const table of tables) {
    for (const column of table.marked) {
      if (!(await eraseColumn(sql, table, column, userId, retain))) return false;
    }
  }
  if (hasWebhooks && !(await eraseWebhookEndpoints(sql, userId))) return false;
  if (hasFollows && !(await eraseFollows(sql, userId))) return false;
  if (hasSuspensions) await eraseSuspension(sql, userId);
  return !hasRelations || ((await eraseFriendships(sql, userId)) && (await eraseBlocks(sql, userId)));
}

async function eraseColumn(
  sql: Sql,
  personal: PersonalTable,
  column: MarkedColumn,
  userId: string,
  retain: RetainErased | undefined,
): Promise<boolean> {
  const { table, key, fields } = personal;
  const { field, action, retention } = column;
  if (action !== 'delete' && action !== 'clear') return true;
  if (retention !== null && retain !== undefined) {
    const marked = { ...column, retention };
    return (await eraseRetained(sql, personal, marked, { userId, limit: BATCH_SIZE, retain })) < BATCH_SIZE;
  }
  const columns = fields.filter(({ name }) => key.includes(name)).map(({ column }) => `"${column}"`);
  const [from, whose, rows] = [rawSql(`"${table}"`), rawSql(`"${field.column}"`), rawSql(columns.join(', '))];
  const change = rawSql(
    action === 'delete' ? `DELETE FROM "${table}"` : `UPDATE "${table}" SET "${field.column}" = NULL`,
  );
  const erased = await sql.$executeRaw`
    ${change} WHERE (${rows}) IN (SELECT ${rows} FROM ${from} WHERE ${whose} = ${userId} LIMIT ${BATCH_SIZE})`;
  return erased < BATCH_SIZE;
}
