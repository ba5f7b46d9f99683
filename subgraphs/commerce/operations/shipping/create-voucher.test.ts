import { expect, test } from '@jest/globals';
import { createOrderContext } from '../../fixtures/order-rows.ts';
import { createVoucher, endVoucher } from './create-voucher.ts';

const worldOf = (isDone = true) =>
  createOrderContext({ addVoucher: async () => isDone, endVoucher: async () => isDone });
const amount = { amount: 500n, currency: 'EUR' };

test('a code grants a percentage or an amount', async () => {
  expect(await createVoucher(worldOf().context, { code: 'ten', percent: 10, currency: 'EUR' })).toMatchObject({
    ok: true,
  });
  expect(await createVoucher(worldOf().context, { code: 'FIVE', amount })).toMatchObject({ ok: true });
});

test.each([
  ['both', { code: 'TEN', percent: 10, amount }, 'InvalidInput'],
  ['neither', { code: 'TEN', currency: 'EUR' }, 'InvalidInput'],
  ['more than all', { code: 'TEN', percent: 101, currency: 'EUR' }, 'InvalidInput'],
  ['no currency', { code: 'TEN', percent: 10 }, 'InvalidInput'],
  ['a code of two letters', { code: 'AB', amount }, 'InvalidInput'],
])('%s is refused', async (_, input, __typename) => {
  expect(await createVoucher(worldOf().context, input)).toMatchObject({ refusal: { __typename } });
});

test('a code that is taken is refused, and only a voucher of the viewer ends', async () => {
  const { context } = worldOf(false);
  expect(await createVoucher(context, { code: 'FIVE', amount })).toMatchObject({
    refusal: { __typename: 'VoucherCodeTaken' },
  });
  expect(await endVoucher(context, { voucherId: 'vou_1' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
  expect(await endVoucher(worldOf().context, { voucherId: 'vou_1' })).toMatchObject({ ok: true });
});
