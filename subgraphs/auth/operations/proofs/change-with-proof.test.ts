import { expect, jest, test } from '@jest/globals';
import { done, refuse } from '../../../../runtime/operations/result.ts';
import { STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { changeWithProof } from './change-with-proof.ts';

test('without a fresh proof nothing is changed', async () => {
  const { context } = createOperationWorld({ store: { sessions: async () => [STALE_SESSION] } });
  const change = jest.fn(async () => done('changed'));
  expect(await changeWithProof(context, change)).toMatchObject({ refusal: { __typename: 'ProofRequired' } });
  expect(change).not.toHaveBeenCalled();
});

test.each([
  ['a change', done('changed'), ['signal auth.work']],
  ['a refused change', refuse({ __typename: 'NotFound' }), []],
])('%s signals %j', async (_, outcome, signals) => {
  const { context, effects } = createOperationWorld();
  expect(await changeWithProof(context, async () => outcome)).toEqual(outcome);
  expect(effects).toEqual(signals);
});
