import { expect, jest, test } from '@jest/globals';
import { createWorld, eur, POSTED, refusalIn, refused, transactionWith } from '../../fixtures/operation-world.ts';
import { transfer } from './transfer.ts';

const input = {
  fromAccountId: 'wal_ada',
  toUserId: 'usr_ben',
  amount: eur(300n),
  memo: ' Lunch ',
  idempotencyKey: 'k',
};

test('money goes from the account of the viewer to a person, within the daily limit', async () => {
  const { context, orders, announced } = createWorld();
  expect(await transfer(context, input)).toEqual({ ok: true, value: { transactionId: 'wtx_9' }, isReplay: false });
  expect(orders()).toEqual([
    {
      ...{ kind: 'TRANSFER', currency: 'EUR', actorId: 'usr_ada', payerId: 'usr_ada', memo: 'Lunch' },
      postings: [
        { party: { accountId: 'wal_ada' }, amount: -300n, dailyLimit: 2_000n },
        { party: { userId: 'usr_ben' }, amount: 300n },
      ],
    },
  ]);
  expect(announced()).toEqual(['wal_ada', 'wal_ben']);
});

test.each([
  [{ amount: eur(0n) }, 'InvalidInput amount amount'],
  [{ amount: eur(-1n) }, 'InvalidInput amount amount'],
  [{ amount: eur(2n ** 62n) }, 'InvalidInput amount amount'],
  [{ amount: { amount: 1n, currency: 'eur' } }, 'InvalidInput amount currency'],
  [{ amount: eur(1_001n) }, 'AmountTooLarge amount'],
  [{ toAccountId: 'wal_ben' }, 'InvalidInput toAccountId'],
  [{ toUserId: null }, 'InvalidInput toAccountId'],
  [{ toUserId: 'usr_ada' }, 'SelfTransfer toUserId'],
  [{ toUserId: null, toAccountId: 'wal_ada' }, 'SelfTransfer toAccountId'],
  [{ fromAccountId: 'wal_\u0000' }, 'InvalidInput fromAccountId'],
  [{ memo: 'Two\nlines' }, 'InvalidInput memo'],
  [{ idempotencyKey: 'é' }, 'InvalidInput idempotencyKey'],
])('%p is refused, and nothing is posted', async (change, refusal) => {
  const { context, orders } = createWorld();
  expect(refusalIn(await transfer(context, { ...input, ...change }))).toBe(refusal);
  expect(orders()).toEqual([]);
});

test.each([
  [refused('NOT_FOUND'), 'NotFound fromAccountId'],
  [refused('NOT_FOUND', 1), 'NotFound toUserId'],
  [refused('SAME_ACCOUNT', 1), 'SelfTransfer toUserId'],
  [refused('CURRENCY_MISMATCH', 1), 'CurrencyMismatch toUserId'],
  [refused('CLOSED', 1), 'AccountClosed toUserId'],
  [refused('FROZEN'), 'AccountFrozen fromAccountId'],
  [refused('INSUFFICIENT'), 'InsufficientFunds amount'],
  [refused('LIMIT_REACHED'), 'LimitReached amount'],
])('what the ledger refuses is said in terms of the input: %j', async (outcome, refusal) => {
  const { context, announced } = createWorld({ store: { insertTransaction: async () => outcome } });
  expect(refusalIn(await transfer(context, input))).toBe(refusal);
  expect(announced()).toEqual([]);
});

test('what is posted with its key in one statement is not posted again, and not read again', async () => {
  const transaction = transactionWith({ id: 'wtx_8' });
  const insertWithKey = jest.fn(async (..._: unknown[]) => ({ transaction, accountIds: ['wal_ada', 'wal_ben'] }));
  const { context, orders, announced, prime } = createWorld({ store: { insertWithKey } });
  expect(await transfer(context, input)).toEqual({ ok: true, value: { transactionId: 'wtx_8' }, isReplay: false });
  expect(insertWithKey.mock.calls[0]?.[2]).toMatchObject({ scope: 'usr_ada', operation: 'transfer', key: 'k' });
  expect(orders()).toEqual([]);
  expect(announced()).toEqual(['wal_ada', 'wal_ben']);
  expect(prime.mock.calls).toEqual([['wtx_8', transaction]]);
});

const failing = (error: object) => ({
  store: {
    insertWithKey: async () => {
      throw Object.assign(new Error('From the database'), error);
    },
  },
});

test.each([
  ['a key that another call uses', { code: '55P03', where: 'in relation "idempotency_key"' }, 'InProgress'],
  ['a deadlock with another call of the key, whose outcome is read', { code: '40P01' }, 'ok'],
])('%s', async (_, error, expected) => {
  const { context } = createWorld(failing(error));
  const refusal = refusalIn(await transfer(context, input));
  expect(refusal).toBe(expected === 'ok' ? 'ok' : 'IdempotencyInProgress idempotencyKey');
});

test.each([
  ['an account that others use for too long', { code: '55P03', where: 'while locking tuple in relation "account"' }],
  ['a lost connection', { code: 'ECONNRESET' }],
])('%s is not a refusal', async (_, error) => {
  const { context, orders } = createWorld(failing(error));
  await expect(transfer(context, input)).rejects.toThrow('From the database');
  expect(orders()).toEqual([]);
});

test('money that an expired hold still reserves is freed first', async () => {
  const outcomes = [refused('INSUFFICIENT'), POSTED];
  const { context } = createWorld({
    store: { insertTransaction: async () => outcomes.shift(), expireHolds: async () => ['wal_ada'] },
  });
  expect(refusalIn(await transfer(context, input))).toBe('ok');
});
