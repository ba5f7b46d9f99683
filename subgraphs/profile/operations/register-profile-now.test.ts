import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW } from '../fixtures/operation-world.ts';
import { registerProfileNow } from './register-profile-now.ts';

const INPUT = { userId: 'usr_ada', nickname: 'Ada' };

test.each([
  ['userId', ''],
  ['userId', 'x'.repeat(101)],
  ['nickname', ''],
  ['nickname', 'x'.repeat(101)],
])('%s %j is refused, and nothing is stored', async (field, value) => {
  const { context, store } = createOperationWorld();
  expect(await registerProfileNow(context, { ...INPUT, [field]: value })).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', field] },
  });
  expect(store.addProfile).not.toHaveBeenCalled();
});

test('the profile is created with the reserved nickname', async () => {
  const { context, store } = createOperationWorld();
  expect(await registerProfileNow(context, INPUT)).toEqual({ ok: true, value: true });
  expect(store.addProfile).toHaveBeenCalledWith(expect.objectContaining(INPUT), NOW);
});
