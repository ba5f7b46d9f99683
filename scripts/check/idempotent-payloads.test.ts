import { expect, test } from '@jest/globals';
import { idempotentPayloads } from './idempotent-payloads.ts';
import { treeOf } from './tree.ts';

const check = (field: string, key = 'idempotencyKey') =>
  idempotentPayloads(
    treeOf({
      'subgraphs/bank/schema.graphql': `input PayInput { ${key}: ID }\ntype PayPayload { paymentId: ID ${field} }`,
    }),
  ).map(({ line, message }) => `${line} ${message}`);

test.each(['', 'isReplay: Boolean', 'wasReplay: Boolean!'])(
  'a mutation with a key whose payload has no isReplay is caught: %s',
  (field) => {
    expect(check(field)).toEqual([expect.stringMatching(/^2 `PayPayload`: .*`isReplay: Boolean!`/)]);
  },
);

test('one with isReplay, and one without a key, pass', () => {
  expect([check('isReplay: Boolean!'), check('', 'note')]).toEqual([[], []]);
});
