import { expect, test } from '@jest/globals';
import { operationTests } from './operation-tests.ts';
import { treeOf } from './tree.ts';

const OPERATION = 'subgraphs/chat/operations/pin.ts';
const FUNCTION = 'export async function pin() {}';
const RESOLVERS = { 'subgraphs/chat/resolvers.ts': "import { pin } from './operations/pin.ts';" };
const check = (files: Record<string, string>) => operationTests(treeOf(files));

test.each([
  ['a function', FUNCTION, RESOLVERS],
  ['a function of one expression', 'export const pin = () => true;', RESOLVERS],
  [
    'a function that is renamed',
    FUNCTION,
    { 'subgraphs/chat/jobs/prune.ts': "import { type A, pin as run } from '../operations/pin.ts';" },
  ],
])('%s that another layer imports needs a test beside it', (_, text, layer) => {
  expect(check({ [OPERATION]: `\n${text}`, ...layer })).toMatchObject([
    { file: OPERATION, line: 2, rule: 'operation-tests' },
  ]);
  expect(check({ [OPERATION]: text, ...layer, 'subgraphs/chat/operations/pin.test.ts': '' })).toEqual([]);
});

test.each([
  ['a constant', 'export const pin = 1;', RESOLVERS],
  ['a type', FUNCTION, { 'subgraphs/chat/resolvers.ts': "import type { pin } from './operations/pin.ts';" }],
  ['one type of several', FUNCTION, { 'subgraphs/chat/jobs.ts': "import { type pin } from './operations/pin.ts';" }],
  [
    'another name',
    `${FUNCTION} export const LIMIT = 1;`,
    { 'subgraphs/chat/jobs.ts': "import { LIMIT } from './operations/pin.ts';" },
  ],
  [
    'a function that other operations use',
    FUNCTION,
    { 'subgraphs/chat/operations/all.ts': "import { pin } from './pin.ts';" },
  ],
  [
    'a function that tests use',
    FUNCTION,
    { 'subgraphs/chat/chat.test.ts': "import { pin } from './operations/pin.ts';" },
  ],
  ['a function that nobody uses', FUNCTION, {}],
])('%s needs none', (_, text, layer) => {
  expect(check({ [OPERATION]: text, ...layer })).toEqual([]);
});
