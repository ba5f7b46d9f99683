import { contractsOf } from './selections.ts';
import type { Finding, Tree } from './tree.ts';

/** Every contract begins with `runtime/graphql/contract.graphql`, word for word: whole files compose without a build step. */
export function contractPreamble(tree: Tree): readonly Finding[] {
  const preamble = tree.text('runtime/graphql/contract.graphql')?.trimEnd();
  if (preamble === undefined) return [];
  return contractsOf(tree).flatMap(({ path, text }) => {
    if (text.startsWith(`${preamble}\n`)) return [];
    const line = firstDifference(preamble, text);
    const message = 'differs here from runtime/graphql/contract.graphql, with which every contract begins';
    return [{ file: path, line, rule: 'contract-preamble', message }];
  });
}

function firstDifference(expected: string, actual: string): number {
  const lines = actual.split('\n');
  return expected.split('\n').findIndex((line, index) => line !== lines[index]) + 1 || 1;
}
