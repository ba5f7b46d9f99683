import { preambleBlock } from '../generate/contract-preamble.ts';
import { contractsOf } from './selections.ts';
import type { Finding, Tree } from './tree.ts';

/** Every contract begins with the preamble that `npm run generate` writes: whole files compose without a build step. */
export function contractPreamble(tree: Tree): readonly Finding[] {
  const preamble = tree.text('runtime/graphql/contract.graphql');
  if (preamble === undefined) return [];
  const block = preambleBlock(preamble);
  return contractsOf(tree).flatMap(({ path, text }) => {
    if (text.startsWith(block)) return [];
    const line = firstDifference(block, text);
    const message = 'does not begin with the preamble of runtime/graphql/contract.graphql: run npm run generate';
    return [{ file: path, line, rule: 'contract-preamble', message }];
  });
}

function firstDifference(expected: string, actual: string): number {
  const lines = actual.split('\n');
  return expected.split('\n').findIndex((line, index) => line !== lines[index]) + 1 || 1;
}
