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

/** Every Prisma schema ends with the models of `runtime/events/delivery.prisma`, word for word: the outbox and inbox tables. */
export function deliveryModels(tree: Tree): readonly Finding[] {
  const models = modelsOf(tree.text('runtime/events/delivery.prisma'));
  if (models === null) return [];
  return tree.files
    .filter(({ path, text }) => /^prisma\/[^/]+\/schema\.prisma$/.test(path) && !text.trimEnd().endsWith(models))
    .map(({ path, text }) => ({
      file: path,
      line: text.trimEnd().split('\n').length,
      rule: 'delivery-models',
      message: 'does not end with the models of runtime/events/delivery.prisma, word for word',
    }));
}

/** From the first documented or defined block on: a `//` heading explains the file itself and is not copied. */
function modelsOf(text: string | undefined): string | null {
  const start = text?.search(/^(\/\/\/|model |enum |type )/m) ?? -1;
  return text === undefined || start < 0 ? null : text.slice(start).trimEnd();
}

function firstDifference(expected: string, actual: string): number {
  const lines = actual.split('\n');
  return expected.split('\n').findIndex((line, index) => line !== lines[index]) + 1 || 1;
}
