import { posix } from 'node:path';
import { type Node, nameOf } from './nodes.ts';
import { isGenerated, isTypeScript } from './paths.ts';
import { type Passage, passagesOf } from './prose.ts';
import { walk } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';
import { PRIVATE_WORDS, type PrivateWord, VAGUE_FILES } from './vocabulary-list.ts';

/** Lists of words and their tests name the words; what tools wrote and migrations that are applied stay as they are. */
const EXEMPT = /^scripts\/check\/vocabulary|^docs\/style\.md$|^prisma\/\w+\/migrations\/|^web\/|^supergraph\.graphql$/;

/** Names and texts use the words of the field: the list of `vocabulary-list.ts`, explained in `docs/style.md`. */
export function vocabulary(tree: Tree): readonly Finding[] {
  const matching = memoised(rulesMatching);
  return tree.files
    .filter(({ path }) => !EXEMPT.test(path) && !isGenerated(path))
    .flatMap((file) => [...fileName(file, matching), ...names(tree, file, matching), ...prose(tree, file)]);
}

/** The rules that a name breaks, wherever it stands. */
type Matching = (name: string) => readonly PrivateWord[];

interface NameRule {
  readonly word: PrivateWord;
  readonly whole: ReadonlySet<string>;
  readonly parts: readonly string[];
  readonly terms: readonly string[];
}

const listed = (words = ''): readonly string[] => words.split(' ').filter((word) => word !== '');

const NAME_RULES: readonly NameRule[] = PRIVATE_WORDS.map((word) => {
  const names = listed(word.names);
  return {
    word,
    whole: new Set(names.filter((name) => name.startsWith('=')).map((name) => name.slice(1))),
    parts: names.filter((name) => !name.startsWith('=')).map((name) => `-${name}-`),
    terms: listed(word.terms).map((term) => `-${term}-`),
  };
});

function rulesMatching(name: string): readonly PrivateWord[] {
  const kebab = kebabOf(name);
  return NAME_RULES.filter(({ word, whole, parts, terms }) => {
    if (word.pattern?.test(name) === true || whole.has(kebab)) return true;
    const rest = terms.reduce((left, term) => left.replaceAll(term, '-'), `-${kebab}-`);
    return parts.some((part) => rest.includes(part));
  }).map(({ word }) => word);
}

function memoised<Result>(compute: (name: string) => Result): (name: string) => Result {
  const results = new Map<string, Result>();
  return (name) => {
    const result = results.get(name) ?? compute(name);
    results.set(name, result);
    return result;
  };
}

/** `sentAt`, `SENT_AT` and `sent-at` are all `sent-at`. */
const kebabOf = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replace(/[_$.:]+/g, '-')
    .toLowerCase();

const applies = ({ where }: PrivateWord, path: string): boolean => where === undefined || where.test(path);

/** The file's own name and that of its folder; a folder further up is reported where its own files lie. */
function fileName({ path }: SourceFile, matching: Matching): readonly Finding[] {
  const stem = posix.basename(path).split('.')[0] ?? '';
  const folder = posix.basename(posix.dirname(path));
  const vague = isTypeScript(path) && VAGUE_FILES.has(stem) ? [{ instead: 'what the file exports' }] : [];
  const found = [...vague, ...[...matching(stem), ...matching(folder)].filter((word) => applies(word, path))];
  return found.map(({ instead }) => finding(path, 1, `the path \`${path}\``, instead));
}

/** Each private name once in a file, at its first line. */
function names(tree: Tree, file: SourceFile, matching: Matching): readonly Finding[] {
  const found = new Map<string, { line: number; count: number }>();
  for (const { text, line } of namesIn(tree, file)) {
    const earlier = found.get(text);
    if (earlier === undefined) found.set(text, { line, count: 1 });
    else earlier.count += 1;
  }
  return [...found].flatMap(([name, { line, count }]) =>
    matching(name)
      .filter((word) => applies(word, file.path))
      .map(({ instead }) => finding(file.path, line, `\`${name}\`${count > 1 ? ` (${count} times)` : ''}`, instead)),
  );
}

/** Identifiers, and texts in quotes that are one word: names of metrics, of events, of members of a union. */
function namesIn(tree: Tree, file: SourceFile): readonly Passage[] {
  if (file.path.endsWith('.prisma')) return prismaNames(file.text);
  const syntax = isTypeScript(file.path) ? tree.syntax(file) : null;
  const found: Passage[] = [];
  walk(syntax?.body ?? [], (node) => {
    const text = nameOf(node);
    if (text !== null && /^[\w$:]+$/.test(text) && !isEnumValue(node, text))
      found.push({ text, line: syntax?.lineOf(node) ?? 1 });
    return undefined;
  });
  return found;
}

/** Enum values of the schema are public and stay. */
const isEnumValue = ({ type }: Node, text: string): boolean => type === 'StringLiteral' && /^[A-Z][A-Z_]*$/.test(text);

const prismaNames = (text: string): readonly Passage[] =>
  text.split('\n').flatMap((row, index) => {
    const name = /^\s*(?:model |enum )?(\w+)/.exec(row)?.[1];
    return name === undefined ? [] : [{ text: name, line: index + 1 }];
  });

function prose(tree: Tree, file: SourceFile): readonly Finding[] {
  const passages = passagesOf(tree, file);
  return PRIVATE_WORDS.filter((word) => applies(word, file.path)).flatMap(({ prose: pattern, instead }) =>
    pattern === undefined ? [] : passages.flatMap((passage) => proseFinding(file, passage, pattern, instead)),
  );
}

function proseFinding(file: SourceFile, { text, line }: Passage, pattern: RegExp, instead: string): readonly Finding[] {
  return text.split('\n').flatMap((row, index) => {
    const hit = pattern.exec(row);
    return hit === null ? [] : [finding(file.path, line + index, `"${hit[0].trim()}"`, instead)];
  });
}

const finding = (file: string, line: number, what: string, instead: string): Finding => ({
  file,
  line,
  rule: 'vocabulary',
  message: `${what}: write ${instead}`,
});
