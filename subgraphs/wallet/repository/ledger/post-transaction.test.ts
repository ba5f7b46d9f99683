import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LedgerWorld, move, OUTSIDE, openLedgerWorld } from '../../fixtures/ledger-world.ts';
import { systemAccountId } from './system-account-id.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await openLedgerWorld();
});
afterAll(() => world.close());

test('money from outside comes to an account, and the outside has the other side of it', async () => {
  const account = await world.account(1_000n);
  expect(await world.balances(account, systemAccountId(OUTSIDE, 'EUR'))).toEqual([1_000n, -1_000n]);
});

test('a transfer that the payer cannot afford writes nothing', async () => {
  const [payer, payee] = [await world.account(100n), await world.account()];
  expect(await world.post(move({ accountId: payer }, { accountId: payee }, 101n))).toMatchObject({
    state: 'REFUSED',
    reason: 'INSUFFICIENT',
    posting: 0,
    available: 100n,
  });
  expect(await world.balances(payer, payee)).toEqual([100n, 0n]);
});

test('of transfers that exceed a balance together, as many happen as it allows', async () => {
  const [payer, payee] = [await world.account(1_000n), await world.account()];
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, () => world.post(move({ accountId: payer }, { accountId: payee }, 100n))),
  );
  expect(outcomes.filter(({ state }) => state === 'POSTED')).toHaveLength(10);
  expect(outcomes.filter((outcome) => outcome.state === 'REFUSED' && outcome.reason === 'INSUFFICIENT')).toHaveLength(
    30,
  );
  expect(await world.balances(payer, payee)).toEqual([0n, 1_000n]);
});

test('an effect is posted once, however often it is asked for', async () => {
  const payee = await world.account();
  const order = move(OUTSIDE, { accountId: payee }, 50n, { effectKey: 'payment:pay_1' });
  const outcomes = await Promise.all([world.post(order), world.post(order), world.post(order)]);
  expect(outcomes.map(({ state }) => state).sort()).toEqual(['DUPLICATE', 'DUPLICATE', 'POSTED']);
  expect(new Set(outcomes.map((outcome) => 'transactionId' in outcome && outcome.transactionId)).size).toBe(1);
  expect(await world.balances(payee)).toEqual([50n]);
});
