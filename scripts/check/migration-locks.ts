import type { Finding, SourceFile, Tree } from './tree.ts';

/** Migrations before these were merged when the rule came, and are not edited. */
const BASELINE = { domain: '20261201', runtime: '0015' };

const DOMAIN_FILE = /^prisma\/[^/]+\/migrations\/(\d{8})\d*_[^/]+\/migration\.sql$/;
const RUNTIME_FILE = /^runtime\/migrations\/sql\/(\d{4})_[^/]+\.sql$/;

/** Says that a statement may lock its table, and why that does no harm, on the line above it. */
const ALLOWED = /^\s*-- @locks \S+/m;
const CONCURRENT = /^-- @concurrent$/m;
const REPEATABLE = /^(CREATE (UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS|DROP INDEX CONCURRENTLY IF EXISTS) /i;

/** What locks a table while all of its rows are read or written, and what to write instead. */
const LOCKS: readonly (readonly [statement: RegExp, instead: string])[] = [
  [
    /^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)/i,
    'create the index concurrently, in a migration marked `-- @concurrent`',
  ],
  [/\bSET NOT NULL\b/i, 'add a check NOT VALID, validate it in the next migration, and set NOT NULL after that'],
  [/\bADD CONSTRAINT (?!.*(NOT VALID|USING INDEX))/is, 'add it NOT VALID and validate it in the next migration'],
  [/\bALTER COLUMN \S+ (SET DATA )?TYPE\b/i, 'add a column, backfill it and switch'],
  [
    /\bADD COLUMN .*\bDEFAULT \(?(gen_random_uuid|clock_timestamp|random|nextval)\b/is,
    'add it without a default and backfill',
  ],
];

/**
 * No new migration locks a large table: PostgreSQL keeps everybody out of it until all rows are checked or written. A table
 * that the same migration creates is empty.
 */
export const migrationLocks = (tree: Tree): readonly Finding[] => tree.files.filter(isNew).flatMap(findingsOf);

function isNew({ path }: SourceFile): boolean {
  const domain = DOMAIN_FILE.exec(path)?.[1];
  const runtime = RUNTIME_FILE.exec(path)?.[1];
  return (domain !== undefined && domain >= BASELINE.domain) || (runtime !== undefined && runtime >= BASELINE.runtime);
}

function findingsOf({ path: file, text }: SourceFile): Finding[] {
  const created = new Set(
    [...text.matchAll(/\bCREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?/gi)].map(([, table]) => table),
  );
  const isConcurrent = CONCURRENT.test(text);
  return statementsOf(text).flatMap(({ statement, line, isAllowed }) => {
    const message = isConcurrent ? objectionToConcurrent(statement) : objection(statement, created, isAllowed);
    return message === null ? [] : [{ file, line, rule: 'migration-locks', message }];
  });
}

const objectionToConcurrent = (statement: string): string | null =>
  REPEATABLE.test(statement)
    ? null
    : 'a concurrent migration is resumed: it has only CREATE INDEX CONCURRENTLY IF NOT EXISTS and DROP INDEX CONCURRENTLY IF EXISTS';

function objection(statement: string, created: ReadonlySet<string | undefined>, isAllowed: boolean): string | null {
  if (/\bCONCURRENTLY\b/i.test(statement)) return 'CONCURRENTLY needs a migration marked `-- @concurrent`';
  const table = /^(?:ALTER TABLE|CREATE (?:UNIQUE )?INDEX .*? ON) (?:IF EXISTS |ONLY )*"?(\w+)"?/is.exec(
    statement,
  )?.[1];
  if (table === undefined || created.has(table) || isAllowed) return null;
  const instead = LOCKS.find(([locks]) => locks.test(statement))?.[1];
  return instead === undefined ? null : `this locks ${table}: ${instead}, or say why not: \`-- @locks <reason>\``;
}

/** The statements of a migration, each with the line that it begins on. Bodies of functions are cut too, which does no harm. */
function statementsOf(text: string) {
  let at = 0;
  return text.split(/;[ \t]*$/m).flatMap((part) => {
    const start = at;
    at += part.length + 1;
    const comments = /^(\s|--.*\n?)*/.exec(part)?.[0] ?? '';
    const statement = part.slice(comments.length).trim();
    const line = text.slice(0, start + comments.length).split('\n').length;
    return statement === '' ? [] : [{ statement, line, isAllowed: ALLOWED.test(comments) }];
  });
}
