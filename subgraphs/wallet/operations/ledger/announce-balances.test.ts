import { expect, jest, test } from '@jest/globals';
import type { WalletContext } from '../../context.ts';
import { BALANCE_LOG } from '../../events.ts';
import { announceBalances } from './announce-balances.ts';

test('the log of each account is announced', async () => {
  const announce = jest.fn<WalletContext['streams']['announce']>(async () => undefined);
  // as: nothing else of the streams is used.
  const streams = { announce } as unknown as WalletContext['streams'];
  await announceBalances({ streams }, ['wal_ada', 'wal_ben']);
  expect(announce.mock.calls).toEqual([
    [BALANCE_LOG, 'wal_ada'],
    [BALANCE_LOG, 'wal_ben'],
  ]);
});
