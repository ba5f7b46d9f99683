import { isTest, isTypeScript } from './paths.ts';
import type { SourceFile, Tree } from './tree.ts';

/** TypeScript that ships: written by people, and no test. */
export const sourcesOf = (tree: Tree): readonly SourceFile[] =>
  tree.files.filter(({ path }) => isTypeScript(path) && !isTest(path));

/** The contracts of all domains. */
export const contractsOf = (tree: Tree): readonly SourceFile[] =>
  tree.files.filter(({ path }) => /^subgraphs\/[^/]+\/schema\.graphql$/.test(path));
