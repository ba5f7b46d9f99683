import { posix } from 'node:path';
import { commentsOf, literalsOf } from './comments.ts';
import { lineIndex } from './line-at.ts';
import { isGenerated, isTypeScript } from './paths.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** A path of the project between backticks; one with a placeholder (`<domain>`, `*`) is no path. */
const NAMED_PATH =
  /`((?:bench|deploy|docs|gateway|operations|prisma|runtime|scripts|subgraphs|tests|web)\/[\w./-]*\w\/?)`/g;

/** Built files, which the tree leaves out. */
const BUILT = /(^|\/)dist(\/|$)/;

/** A how-to names files that its reader makes. */
const MAY_NAME_NEW_FILES = /^docs\/how-to\//;

/** Documents and comments name only files and folders that exist. */
export const namedPaths = (tree: Tree): readonly Finding[] => {
  const existing = existingPaths(tree);
  return tree.files.flatMap((file) => {
    const lineAt = lineIndex(file.text);
    return mentionsIn(tree, file).flatMap(({ path, offset }) => {
      const target = MAY_NAME_NEW_FILES.test(file.path) && posix.extname(path) !== '' ? posix.dirname(path) : path;
      if (existing.has(target) || isGenerated(target) || BUILT.test(target)) return [];
      return [{ file: file.path, line: lineAt(offset), rule: 'named-paths', message: `there is no \`${path}\`` }];
    });
  });
};

function existingPaths({ files }: Tree): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { path } of files) {
    for (let each = path; each !== '.' && !paths.has(each); each = posix.dirname(each)) paths.add(each);
  }
  return paths;
}

interface Mention {
  readonly path: string;
  readonly offset: number;
}

function mentionsIn(tree: Tree, file: SourceFile): readonly Mention[] {
  if (file.path.endsWith('.md')) return mentions(file.text, 0);
  const syntax = isTypeScript(file.path) ? tree.syntax(file) : null;
  if (syntax === null) return [];
  return commentsOf(file.text, literalsOf(syntax)).flatMap(({ start, end }) =>
    mentions(file.text.slice(start, end), start),
  );
}

const mentions = (text: string, start: number): readonly Mention[] =>
  [...text.matchAll(NAMED_PATH)].map(({ 1: path = '', index }) => ({
    path: path.replace(/\/$/, ''),
    offset: start + index,
  }));
