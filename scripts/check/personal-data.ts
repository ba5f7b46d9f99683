import { type PersonalTable, parsePersonalMarks } from '../../runtime/personal-data/personal-tables.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/**
 * What a domain keeps about people they may have a copy of. Where a Prisma schema marks columns with `/// @user`, it also
 * says what of the row is exported (`/// @export`), why nothing is, or that code does it (`/// @export by hand`). Then the
 * domain's definition has `personalData`, and `repository/personal-data.ts` reads the table (`db.message`), or says in a
 * docstring where it is read (`Notification`).
 */
export const personalData = (tree: Tree): readonly Finding[] =>
  tree.files.flatMap((file) => {
    const domain = /^prisma\/([^/]+)\/schema\.prisma$/.exec(file.path)?.[1];
    if (domain === undefined) return [];
    try {
      const { tables } = parsePersonalMarks(file.text);
      return [...unsettled(file, tables), ...unread(tree, domain, file, tables)];
    } catch (error) {
      const [, line = '1', message = String(error)] = /line (\d+): (.*)/.exec(String(error)) ?? [];
      return [{ file: file.path, line: Number(line), rule: 'personal-data', message }];
    }
  });

const unsettled = ({ path: file }: SourceFile, tables: readonly PersonalTable[]): Finding[] =>
  tables
    .filter(
      ({ marked }) => !marked.some((mark) => mark.isExportedByHand || mark.isLeftOut || mark.collections.length > 0),
    )
    .map(({ name, line }) => {
      const message = `${name} names people, and no \`/// @export\` says what of it they get a copy of, or why nothing`;
      return { file, line, rule: 'personal-data', message };
    });

function unread(tree: Tree, domain: string, { path: file }: SourceFile, tables: readonly PersonalTable[]): Finding[] {
  const byHand = tables.filter(({ marked }) => marked.some(({ isExportedByHand }) => isExportedByHand));
  const [first] = byHand;
  if (first === undefined) return [];
  const finding = (line: number, message: string) => ({ file, line, rule: 'personal-data', message });
  const index = `subgraphs/${domain}/index.ts`;
  if (!/\bpersonalData\b/.test(tree.text(index) ?? '')) {
    return [finding(first.line, `${first.name} is exported by hand, but ${index} has no \`personalData\``)];
  }
  const collections = `subgraphs/${domain}/repository/personal-data.ts`;
  const text = tree.text(collections) ?? '';
  return byHand
    .filter(({ name, table }) => !speaksOf(text, name, table))
    .map(({ name, line }) =>
      finding(line, `${name} is exported by hand, but ${collections} neither reads it nor says where it is read`),
    );
}

function speaksOf(text: string, model: string, table: string): boolean {
  const accessor = `${model.charAt(0).toLowerCase()}${model.slice(1)}`;
  return new RegExp(`\\bdb\\.${accessor}\\b|\\b(FROM|JOIN) ${table}\\b|^\\s*/?\\*.*\\b${model}\\b`, 'm').test(text);
}
