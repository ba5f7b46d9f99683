import { type RuntimeTable, runtimeTablesOf, tablesFor } from './runtime-tables.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** A column by its place in a Prisma schema. */
interface Column {
  readonly name: string;
  readonly line: number;
  /** It holds ids of people, to be erased with them. */
  readonly isUser: boolean;
  /** It holds ids of people who have deleted their account, to be kept. */
  readonly isTombstone: boolean;
}

interface Model {
  readonly name: string;
  readonly columns: readonly Column[];
}

const PEOPLE = 'user|author|sender|receiver|owner|host|viewer|blocker|blocked|friend|member|actor';

/** Names of columns that evidently hold ids of people. */
const PERSON_COLUMN = new RegExp(`(^|_)(${PEOPLE})_ids?$|_by$`);

/**
 * Columns that hold a person's id are marked `/// @user` in the Prisma schema, or `/// @tombstone` where the id of who has
 * deleted their account is kept; a domain that has the first has an `eraseUser`, and its `repository/erasure.ts` names
 * each table of them. The same holds for the tables that the runtime creates in the domain's schema, where the marks are
 * comments behind the columns.
 */
export function userColumns(tree: Tree): readonly Finding[] {
  const tables = runtimeTablesOf(tree);
  const unmarkedTables = tables.flatMap((table) => unmarked(table.file, [toModel(table)]));
  const ofDomains = tree.files.flatMap((file) => {
    const domain = /^prisma\/([^/]+)\/schema\.prisma$/.exec(file.path)?.[1];
    if (domain === undefined) return [];
    const models = modelsOf(file.text);
    const line = file.text.slice(0, Math.max(file.text.search(/^datasource /m), 0)).split('\n').length;
    const shared = tablesFor(tables, file.text).map((table) => {
      const { name, columns } = toModel(table);
      return { name, columns: columns.map((column) => ({ ...column, line })) };
    });
    return [...unmarked(file.path, models), ...unerased(tree, file, domain, [...models, ...shared])];
  });
  return [...unmarkedTables, ...ofDomains];
}

const toModel = ({ name, columns }: RuntimeTable): Model => ({
  name,
  columns: columns.map(({ name: column, line, comment }) => ({
    name: column,
    line,
    isUser: /@user\b/.test(comment),
    isTombstone: /@tombstone\b/.test(comment),
  })),
});

const unmarked = (path: string, models: readonly Model[]): Finding[] =>
  models.flatMap(({ columns }) =>
    columns
      .filter(({ name, isUser, isTombstone }) => PERSON_COLUMN.test(name) && !isUser && !isTombstone)
      .map(({ name, line }) => {
        const message = `${name} holds a person's id: mark it \`/// @user\`, and see to its erasure`;
        return { file: path, line, rule: 'user-columns', message };
      }),
  );

function unerased(tree: Tree, { path }: SourceFile, domain: string, models: readonly Model[]): Finding[] {
  const holding = models.flatMap(({ name, columns }) => {
    const line = columns.find(({ isUser }) => isUser)?.line;
    return line === undefined ? [] : [{ name, line }];
  });
  const [first] = holding;
  if (first === undefined) return [];
  const finding = (line: number, message: string): Finding => ({ file: path, line, rule: 'user-columns', message });
  const index = `subgraphs/${domain}/index.ts`;
  if (!/\beraseUser\b/.test(tree.text(index) ?? ''))
    return [finding(first.line, `${domain} holds ids of people: ${index} hands the runtime an \`eraseUser\``)];
  const erasure = `subgraphs/${domain}/repository/erasure.ts`;
  const named = wordOf(tree.text(erasure) ?? '');
  return holding
    .filter(({ name }) => !named.includes(wordOf(name)))
    .map(({ name, line }) => finding(line, `${name} holds ids of people, and ${erasure} does not name it`));
}

/** `PersonChange`, `personChange` and `person_change` are one word. */
const wordOf = (text: string): string => text.replaceAll('_', '').toLowerCase();

function modelsOf(text: string): Model[] {
  const models: { name: string; columns: Column[] }[] = [];
  let marks = '';
  for (const [at, line] of text.split('\n').entries()) {
    const opened = /^model (\w+) \{/.exec(line)?.[1];
    if (opened !== undefined) models.push({ name: opened, columns: [] });
    const field = /^\s+(\w+)\s+String\b/.exec(line)?.[1];
    if (field !== undefined) {
      const name = /@map\("(\w+)"\)/.exec(line)?.[1] ?? field;
      const [isUser, isTombstone] = ['@user', '@tombstone'].map((mark) => new RegExp(`${mark}\\b`).test(marks));
      models.at(-1)?.columns.push({ name, line: at + 1, isUser: isUser === true, isTombstone: isTombstone === true });
    }
    marks = line.trim().startsWith('///') ? marks + line : '';
  }
  return models;
}
