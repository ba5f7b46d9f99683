import { declares } from '../../runtime/personal-data/prisma-models.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** A table that the runtime's own migrations create in the schemas of domains. */
export interface RuntimeTable {
  readonly name: string;
  /** What a Prisma schema declares to get it (`/// @relations`); null for every domain. */
  readonly condition: string | null;
  readonly file: string;
  readonly columns: readonly RuntimeColumn[];
}

interface RuntimeColumn {
  readonly name: string;
  readonly line: number;
  /** What the comment behind it says: `@user`, `@tombstone`. */
  readonly comment: string;
}

/** The tables that the runtime's migrations (`runtime/migrations/sql`) create. */
export const runtimeTablesOf = (tree: Tree): RuntimeTable[] =>
  tree.files.filter(({ path }) => /^runtime\/migrations\/sql\/[^/]+\.sql$/.test(path)).flatMap(tablesOf);

function tablesOf({ path: file, text }: SourceFile): RuntimeTable[] {
  const condition = /^-- @only (\w+)$/m.exec(text)?.[1] ?? null;
  const tables: { name: string; columns: RuntimeColumn[] }[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const name = /^CREATE TABLE IF NOT EXISTS "(\w+)"/.exec(line)?.[1];
    if (name !== undefined) tables.push({ name, columns: [] });
    const column = /^\s+"(\w+)" [^-]*(-- .*)?$/.exec(line);
    if (column !== null) tables.at(-1)?.columns.push({ name: column[1] ?? '', line: at + 1, comment: column[2] ?? '' });
  }
  return tables.map((table) => ({ ...table, file, condition }));
}

/** Those of the tables that a Prisma schema gets. */
export const tablesFor = (tables: readonly RuntimeTable[], schema: string): RuntimeTable[] =>
  tables.filter(({ condition }) => condition === null || declares(schema, condition));

/** No Prisma schema has a model of a table that the runtime keeps in that domain's schema. */
export function runtimeTables(tree: Tree): readonly Finding[] {
  const tables = runtimeTablesOf(tree);
  return tree.files
    .filter(({ path }) => /^prisma\/[^/]+\/schema\.prisma$/.test(path))
    .flatMap(({ path, text }) => {
      const names = new Set(tablesFor(tables, text).map(({ name }) => name));
      return text.split('\n').flatMap((line, at) => {
        const name = /^\s*@@map\("(\w+)"\)/.exec(line)?.[1];
        if (name === undefined || !names.has(name)) return [];
        const message = `${name} is a table of the runtime: it is created in runtime/migrations/sql and has no model here`;
        return [{ file: path, line: at + 1, rule: 'runtime-tables', message }];
      });
    });
}
