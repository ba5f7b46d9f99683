import { lineAt } from './line-at.ts';
import { isTest } from './paths.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** A table of a domain that names people. */
interface PersonalModel {
  readonly name: string;
  readonly line: number;
}

const MARK = /^\s*\/\/\/\s*@user\b/m;

/**
 * What a domain keeps about people they may have a copy of. Where a Prisma schema marks columns with `/// @user`, the
 * domain's definition has `personalData`, and `repository/personal-data.ts` speaks of every table that has such a
 * column: it reads it (`db.message`), or names it in its docstring with the reason why it is left out (`Block`).
 */
export const personalData = (tree: Tree): readonly Finding[] =>
  tree.files.flatMap((file) => {
    const domain = /^prisma\/([^/]+)\/schema\.prisma$/.exec(file.path)?.[1];
    const models = domain === undefined ? [] : personalModels(file);
    return domain === undefined || models.length === 0 ? [] : objections(tree, domain, file, models);
  });

function objections(tree: Tree, domain: string, schema: SourceFile, models: readonly PersonalModel[]): Finding[] {
  const finding = (line: number, message: string) => ({ file: schema.path, line, rule: 'personal-data', message });
  const [first] = models;
  const isHandedOut = tree.files.some(
    ({ path, text }) => path === `subgraphs/${domain}/index.ts` && /\bpersonalData\b/.test(text),
  );
  if (first !== undefined && !isHandedOut) {
    const message = `${first.name} names people, but subgraphs/${domain}/index.ts has no \`personalData\``;
    return [finding(first.line, message)];
  }
  const source = tree.files.find(({ path }) => path === `subgraphs/${domain}/repository/personal-data.ts`);
  const text = source === undefined || isTest(source.path) ? '' : source.text;
  return models
    .filter(({ name }) => !speaksOf(text, name))
    .map(({ name, line }) => {
      const path = `subgraphs/${domain}/repository/personal-data.ts`;
      return finding(line, `${name} names people, but ${path} neither reads it nor says why it is left out`);
    });
}

function speaksOf(text: string, model: string): boolean {
  const accessor = `${model.charAt(0).toLowerCase()}${model.slice(1)}`;
  const table = model.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  return new RegExp(`\\bdb\\.${accessor}\\b|\\b(FROM|JOIN) ${table}\\b|^\\s*/?\\*.*\\b${model}\\b`, 'm').test(text);
}

const personalModels = ({ text }: SourceFile): PersonalModel[] =>
  [...text.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)]
    .filter(([, , body]) => MARK.test(body ?? ''))
    .map(({ 1: name = '', index }) => ({ name, line: lineAt(text, index) }));
