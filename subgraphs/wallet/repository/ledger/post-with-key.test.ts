import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withClient } from '../../../../runtime/database/postgres-connections.ts';
import { keyClaimOf } from '../../../../runtime/idempotency/key-claim.ts';
import { isKeyInUse } from '../../../../runtime/idempotency/key-in-use.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type LedgerWorld, openLedgerWorld } from '../../fixtures/ledger-world.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const DAY_MS = 86_400_000;

let world: LedgerWorld;
beforeAll(async () => {
  world = await openLedgerWorld();
});
afterAll(() => world.close());

/** Posts 100 under a key. */
function post(from: string, to: string, key: string, { now = NOW, amount = 100n, dailyLimit = 10_000n } = {}) {
  const postings = [
    { party: { accountId: from }, amount: -amount, dailyLimit },
    { party: { accountId: to }, amount },
  ];
  return world.repository.insertWithKey(
    { kind: 'TRANSFER', currency: 'EUR', actorId: null, memo: 'Lunch', postings },
    { transactionId: newId('wtx', now), now, event: { id: newId('evt', now), type: 'test.posted' } },
    keyClaimOf({ scope: from, operation: 'transfer', key, input: { to, amount } }, 1, now),
  );
}

const count = async (table: string, where: string): Promise<number> =>
  Number((await world.query(`SELECT count(*) FROM wallet.${table} WHERE ${where}`))[0]?.['count']);

test('the transaction is as it is read, and its outcome is stored with the key', async () => {
  const [payer, payee] = [await world.account(1_000n), await world.account()];
  const posted = await post(payer, payee, 'k');
  expect(posted).toMatchObject({ accountIds: [payer, payee], transaction: { kind: 'TRANSFER', amount: 100n } });
  const id = posted?.transaction.id ?? '';
  expect(await world.repository.visibleTransactions({ id: '', isFinance: true }, [id])).toEqual([posted?.transaction]);
  expect(await world.query(`SELECT outcome FROM wallet.idempotency_key WHERE scope = '${payer}'`)).toEqual([
    { outcome: { ok: true, value: { transactionId: id } } },
  ]);
  expect(await world.balances(payer, payee)).toEqual([900n, 100n]);
});

test('what is refused takes no key and writes nothing', async () => {
  const [payer, payee] = [await world.account(99n), await world.account()];
  expect(await post(payer, payee, 'k')).toBeNull();
  expect(await post(payer, payee, 'l', { amount: 50n, dailyLimit: 49n })).toBeNull();
  expect(await post(payer, 'wal_nobody', 'm', { amount: 50n })).toBeNull();
  expect(await post(payer, payer, 'n', { amount: 50n })).toBeNull();
  expect(await count('idempotency_key', `scope = '${payer}'`)).toBe(0);
  expect(await count('balance_change', `account_id = '${payee}'`)).toBe(0);
  expect(await world.balances(payer, payee)).toEqual([99n, 0n]);
});

test('calls with one key post once, whatever their input, until the key has expired', async () => {
  const [payer, payee] = [await world.account(1_000n), await world.account()];
  const posted = await Promise.all(
    Array.from({ length: 20 }, (_, nth) => post(payer, payee, 'k', { amount: BigInt(1 + (nth % 2)) })),
  );
  expect(posted.filter((one) => one !== null)).toHaveLength(1);
  expect(
    await count(
      'ledger_transaction',
      `memo = 'Lunch' AND id IN (SELECT transaction_id FROM wallet.posting
    WHERE account_id = '${payer}')`,
    ),
  ).toBe(1);
  expect(await post(payer, payee, 'k', { now: new Date(NOW.getTime() + DAY_MS - 1) })).toBeNull();
  expect(await post(payer, payee, 'k', { now: new Date(NOW.getTime() + DAY_MS) })).not.toBeNull();
});

test('of transfers that exceed a balance together, as many happen as it allows', async () => {
  const [payer, payee] = [await world.account(1_000n), await world.account()];
  const posted = await Promise.all(Array.from({ length: 40 }, (_, nth) => post(payer, payee, `k${nth}`)));
  expect(posted.filter((one) => one !== null)).toHaveLength(10);
  expect(await count('idempotency_key', `scope = '${payer}'`)).toBe(10);
  expect(await world.balances(payer, payee)).toEqual([0n, 1_000n]);
});

test('what the database refuses at the end of the statement leaves neither key nor effect', async () => {
  const [payer, payee] = [await world.account(1_000n), await world.account()];
  await world.query(`UPDATE wallet.account SET sequence = sequence + 7 WHERE id = '${payee}'`);
  await world.query(`SET session_replication_role = replica;
    UPDATE wallet.account SET posted = 5 WHERE id = '${payee}'; SET session_replication_role = origin`);
  await expect(post(payer, payee, 'k')).rejects.toMatchObject({ code: '23514' });
  expect(await count('idempotency_key', `scope = '${payer}'`)).toBe(0);
  expect(await world.balances(payer, payee)).toEqual([1_000n, 5n]);
});

test.each([
  [
    'a key',
    true,
    (id: string) => `INSERT INTO idempotency_key VALUES ('${id}', 'transfer', 'k', '', NULL, 'infinity')`,
  ],
  ['an account', false, (id: string) => `SELECT FROM account WHERE id = '${id}' FOR UPDATE`],
])('waiting too long for %s of another transaction is an error, which says for what', async (_, isKey, statement) => {
  const [payer, payee] = [await world.account(1_000n), await world.account()];
  await withClient({ connectionString: world.database.urlOf('wallet') }, async (client) => {
    await client.query(`BEGIN; ${statement(payer)}`);
    const error = await post(payer, payee, 'k').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: '55P03' });
    expect(isKeyInUse(error)).toBe(isKey);
  });
  expect(await post(payer, payee, 'k')).not.toBeNull();
});
