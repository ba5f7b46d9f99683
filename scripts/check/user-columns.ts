import { type PersonalTable, parsePersonalMarks } from '../../runtime/personal-data/personal-tables.ts';
import { parsePrismaModels } from '../../runtime/personal-data/prisma-models.ts';
import { runtimeTablesOf } from './runtime-tables.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

const PEOPLE = [
  'user|author|sender|receiver|recipient|owner|host|viewer|blocker|blocked|friend|member|actor|invited|creator|assignee',
  'seller|buyer|customer|payer|payee|bidder|freelancer|client|uploader|reviewer|reporter|moderator',
  'follower|followee|liker|liked|passed|candidate',
].join('|');

/** Names of columns that evidently hold ids of people. */
const PERSON_COLUMN = new RegExp(`(^|_)(${PEOPLE})_ids?$|_by$`);

const isMarked = (text: string): boolean => /@(user|tombstone)\b/.test(text);

/**
 * Columns that hold a person's id are marked in the Prisma schema: `/// @user` and what is done with a row when the person
 * has deleted their account, or `/// @tombstone` where the id of who has done so is kept. Where the mark says `by hand`, the
 * definition has an `eraseUser`, and its `repository/erasure.ts` names the table. `/// @retained` beside it names fields that
 * are sealed when the row is erased. In the tables that the runtime creates
 * the marks are comments behind the columns, and the runtime erases.
 */
export const userColumns = (tree: Tree): readonly Finding[] => [
  ...ofRuntime(tree),
  ...tree.files.flatMap((file) => {
    const domain = /^prisma\/([^/]+)\/schema\.prisma$/.exec(file.path)?.[1];
    if (domain === undefined) return [];
    const tables = tablesOf(file.text);
    return [
      ...unmarked(file),
      ...impossible(file, tables),
      ...unretained(tree, file, domain, tables),
      ...unerased(tree, file, domain, tables),
    ];
  }),
];

const findingIn =
  (file: string) =>
  (line: number, message: string): Finding => ({ file, line, rule: 'user-columns', message });

/** None where an export does not parse, which is for the rule `personal-data` to say. */
function tablesOf(schema: string): readonly PersonalTable[] {
  try {
    return parsePersonalMarks(schema).tables;
  } catch {
    return [];
  }
}

const unmarked = ({ path, text }: SourceFile): Finding[] =>
  parsePrismaModels(text).flatMap(({ fields }) =>
    fields
      .filter(({ type, column, docs }) => type === 'String' && PERSON_COLUMN.test(column) && !isMarked(docs.join('\n')))
      .map(({ line, column }) =>
        findingIn(path)(line, `${column} holds a person's id: mark it \`/// @user\`, and see to its erasure`),
      ),
  );

/** Marks that do not say what to do, or what cannot be done. */
const impossible = ({ path }: SourceFile, tables: readonly PersonalTable[]): Finding[] =>
  tables.flatMap(({ name, marked, cascades }) =>
    marked.flatMap(({ action, field }) => {
      const finding = findingIn(path);
      const { line, column, isOptional } = field;
      if (action === null) {
        return [finding(line, `${column} says not what is done with a row: @user delete, clear, cascade or by hand`)];
      }
      if (action === 'clear' && !isOptional) return [finding(line, `${column} is never null and cannot be cleared`)];
      if (action === 'cascade' && !cascades) return [finding(line, `${name} has no relation with onDelete: Cascade`)];
      return [];
    }),
  );

/** Retentions that cannot be carried out: nothing erases the row, a field cannot be cleared with it, or nothing seals. */
function unretained(tree: Tree, { path }: SourceFile, domain: string, tables: readonly PersonalTable[]): Finding[] {
  const index = `subgraphs/${domain}/index.ts`;
  const hasBox = /\bretentionBox\b/.test(tree.text(index) ?? '');
  return tables.flatMap(({ key, marked }) =>
    marked.flatMap(({ action, field, retention }) => {
      if (retention === null) return [];
      const finding = findingIn(path);
      const { line, column } = field;
      if (action !== 'delete' && action !== 'clear')
        return [finding(line, `${column} is retained, so its rows are erased by the runtime: @user delete or clear`)];
      const cleared = retention.fields.filter(({ name }) => action === 'clear' && !key.includes(name));
      const stuck = cleared.filter(({ isOptional }) => !isOptional);
      return [
        ...stuck.map((one) => finding(one.line, `${one.column} is never null and cannot be cleared once it is sealed`)),
        ...(hasBox ? [] : [finding(line, `${domain} retains records: ${index} hands the runtime a \`retentionBox\``)]),
      ];
    }),
  );
}

function unerased(tree: Tree, { path }: SourceFile, domain: string, tables: readonly PersonalTable[]): Finding[] {
  const byHand = tables.flatMap(({ name, marked }) => {
    const line = marked.find(({ action }) => action === 'by hand')?.field.line;
    return line === undefined ? [] : [{ name, line }];
  });
  const [first] = byHand;
  if (first === undefined) return [];
  const finding = findingIn(path);
  const index = `subgraphs/${domain}/index.ts`;
  if (!/\beraseUser\b/.test(tree.text(index) ?? ''))
    return [finding(first.line, `${domain} holds ids of people: ${index} hands the runtime an \`eraseUser\``)];
  const erasure = `subgraphs/${domain}/repository/erasure.ts`;
  const named = wordOf(tree.text(erasure) ?? '');
  return byHand
    .filter(({ name }) => !named.includes(wordOf(name)))
    .map(({ name, line }) => finding(line, `${name} holds ids of people, and ${erasure} does not name it`));
}

/** `PersonChange`, `personChange` and `person_change` are one word. */
const wordOf = (text: string): string => text.replaceAll('_', '').toLowerCase();

function ofRuntime(tree: Tree): Finding[] {
  const erasing = tree.files.filter(({ path }) => /^runtime\/.*(?<!\.test)\.ts$/.test(path)).map(({ text }) => text);
  return runtimeTablesOf(tree).flatMap(({ name, file, columns }) => {
    const finding = findingIn(file);
    const holding = columns.find(({ comment }) => /@user\b/.test(comment));
    const isErased = erasing.some((text) => text.includes(`DELETE FROM ${name} `));
    return [
      ...columns
        .filter(({ name: column, comment }) => PERSON_COLUMN.test(column) && !isMarked(comment))
        .map(({ name: column, line }) => finding(line, `${column} holds a person's id: mark it \`-- @user\``)),
      ...(holding === undefined || isErased
        ? []
        : [finding(holding.line, `no file of runtime/ erases rows of ${name}`)]),
    ];
  });
}
