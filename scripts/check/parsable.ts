import { isTypeScript } from './paths.ts';
import type { Finding, Tree } from './tree.ts';

/** Every TypeScript and GraphQL file parses: the other rules pass over a file that does not. */
export const parsable = (tree: Tree): readonly Finding[] =>
  tree.files
    .filter((file) => {
      if (isTypeScript(file.path)) return tree.syntax(file) === null;
      return file.path.endsWith('.graphql') && tree.graphql(file) === null;
    })
    .map(({ path }) => ({ file: path, line: 1, rule: 'parsable', message: 'does not parse' }));
