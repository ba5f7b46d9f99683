import { expect, test } from '@jest/globals';
import { createMethodsWorld, PAYOUT } from '../../fixtures/methods-world.ts';
import { findPayoutFor } from './find-payout-for.ts';

test('a domain finds payouts for its own things', async () => {
  const { context, store } = createMethodsWorld({ domain: 'wallet', payout: PAYOUT });
  expect(await findPayoutFor(context, { type: 'withdrawal', id: 'wdr_1' })).toEqual(PAYOUT);
  expect(store.findPayoutFor).toHaveBeenCalledWith({ domain: 'wallet', type: 'withdrawal', id: 'wdr_1' });
  expect(() => findPayoutFor(createMethodsWorld().context, { type: 'a', id: 'b' })).toThrow('Not for this caller.');
});
