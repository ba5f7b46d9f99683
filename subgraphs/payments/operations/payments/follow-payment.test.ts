import { expect, test } from '@jest/globals';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { followPayment } from './follow-payment.ts';

test('the payer follows their payment, and others do not', async () => {
  expect(await followPayment(createOperationWorld().context, 'pay_1', null)).toBe('the stream');
  const caller = { viewerId: 'usr_fin', scopes: ['finance'] };
  const { context } = createOperationWorld({ caller });
  await expect(followPayment(context, 'pay_1', null)).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
});
