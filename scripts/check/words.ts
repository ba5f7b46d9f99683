import type { Finding, Tree } from './tree.ts';

const FORBIDDEN: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  { pattern: /(^|[\s"'`(=:])\/work\//, message: 'a path of one machine' },
  {
    pattern: /https?:\/\/[^\s"'/]*\b(registry|artifactory|nexus|verdaccio|proxy)\b[^\s"'/]*/i,
    message: 'the address of a package registry',
  },
];

/** Nothing in the project names a path of one machine or the address of a package registry. */
export const words = (tree: Tree): readonly Finding[] =>
  tree.files.flatMap(({ path, text }) =>
    FORBIDDEN.filter(({ pattern }) => pattern.test(text)).flatMap(({ pattern, message }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [{ file: path, line: index + 1, rule: 'words', message: `names ${message}` }] : [],
        ),
    ),
  );
