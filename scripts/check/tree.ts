import { type DocumentNode, parse as parseGraphQL } from 'graphql';
import { parseSyntax, type Syntax } from './syntax.ts';

/** A file of the project: its path from the root with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Something a rule objects to. `line` counts from 1. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** The files that rules judge, with their parsed forms made once and on demand. */
export interface Tree {
  readonly files: readonly SourceFile[];
  text(path: string): string | undefined;
  /** The parsed TypeScript; null where it does not parse, which the rule `syntax` reports. */
  syntax(file: SourceFile): Syntax | null;
  /** The parsed GraphQL; null where it does not parse, which the rule `syntax` reports. */
  graphql(file: SourceFile): DocumentNode | null;
}

/** A rule of the project: what it objects to in a tree. */
export type Rule = (tree: Tree) => readonly Finding[];

/** A tree of these files; a record of path to text serves as well. */
export function treeOf(source: readonly SourceFile[] | Readonly<Record<string, string>>): Tree {
  const files = isList(source) ? source : Object.entries(source).map(([path, text]) => ({ path, text }));
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return {
    files,
    text: (path) => texts.get(path),
    syntax: memoised(({ text, path }) => parseSyntax(text, path.endsWith('x'))),
    graphql: memoised(({ text }) => parseGraphQL(text)),
  };
}

const isList = (source: readonly SourceFile[] | Readonly<Record<string, string>>): source is readonly SourceFile[] =>
  Array.isArray(source);

function memoised<Parsed>(parse: (file: SourceFile) => Parsed): (file: SourceFile) => Parsed | null {
  const parsedFiles = new Map<SourceFile, Parsed | null>();
  return (file) => {
    const cached = parsedFiles.get(file);
    if (cached !== undefined) return cached;
    const parsed = orNull(() => parse(file));
    parsedFiles.set(file, parsed);
    return parsed;
  };
}

function orNull<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch {
    return null;
  }
}
