import { expect, test } from '@jest/globals';
import { createHireWorld, moveOf, NOW } from '../../fixtures/hire-world.ts';
import { runPayoutSaga } from './run-payout-saga.ts';

const item = (state: string) => ({
  ...{ id: 'saga_1', attempts: 1, failures: 1, createdAt: NOW },
  payload: { id: 'saga_1', kind: 'escrow-payout', subject: 'emv_1', state, data: {}, version: 2, wakes: 0 },
});
const split = moveOf({ kind: 'SPLIT', payWith: null, net: 540n, fee: 60n, toClient: 400n });

/** What the wallet is asked for in one step. */
async function requestsOf(state: string, move = split, errors: readonly object[] = []) {
  const inputs: unknown[] = [];
  const ask = async (_: string, __: string, { input }: Readonly<Record<string, unknown>>) => {
    inputs.push(input);
    return { moveFunds: { transaction: errors.length > 0 ? null : { id: 'wtx_1' }, errors } };
  };
  await runPayoutSaga(createHireWorld({ move, ask }).context).call?.(item(state), AbortSignal.timeout(1_000));
  return inputs;
}

test.each([
  ['PAYING', { userId: 'usr_ben' }, '540'],
  ['CHARGING', { system: 'FEES' }, '60'],
  ['RETURNING', { userId: 'usr_ada' }, '400'],
])('%s pays its part under a key of its own', async (state, to, amount) => {
  expect(await requestsOf(state)).toEqual([
    {
      ...{ from: { system: 'ESCROW:contracts' }, to, amount: { amount, currency: 'EUR' } },
      ...{ reference: { type: 'milestone', id: 'mst_1' }, key: `saga_1:${state}:2` },
    },
  ]);
});

test('a part of nothing is not asked for, and that of who is gone is unclaimed', async () => {
  expect(await requestsOf('RETURNING', { ...split, toClient: 0n })).toEqual([]);
  expect(await requestsOf('PAYING', { ...split, freelancerId: null })).toMatchObject([
    { to: { system: 'ESCROW:unclaimed' } },
  ]);
});

test.each(['InsufficientFunds', 'IdempotencyInProgress'])('%s is no answer to go on with', async (__typename) => {
  await expect(requestsOf('PAYING', split, [{ __typename }])).rejects.toThrow();
});
