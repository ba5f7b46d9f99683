import { expect, test } from '@jest/globals';
import { NOW } from '../../fixtures/booking-world.ts';
import { createRequestWorld, requestOf } from '../../fixtures/request-world.ts';
import { declineMoneyRequest } from './decline-money-request.ts';

test.each([
  ['who is asked', requestOf(), 'DECLINED'],
  ['who asks', requestOf({ payerId: 'usr_ben', requesterId: 'usr_ada' }), 'CANCELLED'],
])('%s ends a request', async (_, request, state) => {
  const { context, settleRequest } = createRequestWorld(request);
  expect(await declineMoneyRequest(context, { moneyRequestId: 'mrq_1' })).toEqual({ ok: true, value: 'mrq_1' });
  expect(settleRequest).toHaveBeenCalledWith('mrq_1', { state, transactionId: null }, NOW);
});

test.each([
  ['does not exist', null, 'NotFound'],
  ['is paid', requestOf({ state: 'PAID', transactionId: 'wtx_0' }), 'InvalidState'],
  ['is over', requestOf({ expiresAt: NOW }), 'InvalidState'],
])('one that %s stays as it is', async (_, request, __typename) => {
  const { context, settleRequest } = createRequestWorld(request);
  const declined = await declineMoneyRequest(context, { moneyRequestId: 'mrq_1' });
  expect(declined).toMatchObject({ ok: false, refusal: { __typename } });
  expect(settleRequest).not.toHaveBeenCalled();
});
