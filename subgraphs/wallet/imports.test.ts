import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importRows } from '../../tests/import-rows.ts';
import { type TransactionPosted, transactionPosted } from './events.ts';
import { openWalletWorld, type WalletWorld } from './fixtures/wallet-world.ts';
import { balanceImporter } from './import/balances.ts';
import { openWalletRepository, type WalletRepository } from './repository/index.ts';

let wallet: WalletWorld;
let repository: WalletRepository;
const importer = () => balanceImporter({ currencies: ['EUR', 'USD'] })(repository, () => new Date());

beforeAll(async () => {
  wallet = await openWalletWorld();
  repository = openWalletRepository(wallet.databaseUrl);
});
afterAll(async () => {
  await repository.close();
  await wallet.close();
});

test('a balance is a transaction that adds up to 0, and is posted once however often it is imported', async () => {
  const [{ id: ada }, { id: ben }] = [await wallet.person(), await wallet.person()];
  const rows = [
    { oldId: '1', person: ada, currency: 'EUR', amount: '12.5' },
    { oldId: '2', person: ben, currency: 'eur', amount: '0' },
    { oldId: '3', person: ada, currency: 'USD', amount: '0.01' },
  ];
  expect(await importRows(importer(), rows)).toEqual(['inserted', 'inserted', 'inserted']);
  expect(await importRows(importer(), rows)).toEqual(['present', 'present', 'present']);
  expect([await wallet.balance(ada), await wallet.balance(ben)]).toEqual([
    ['1250', '0', '1250'],
    ['0', '0', '0'],
  ]);
  const system = await wallet.sql.$queryRaw<object[]>`
    SELECT a.kind || ':' || a.name AS account, a.currency, sum(p.amount)::text AS amount
    FROM posting AS p JOIN account AS a ON a.id = p.account_id WHERE a.name = 'openings' GROUP BY 1, 2`;
  expect(system).toEqual(
    expect.arrayContaining([
      { account: 'EXTERNAL:openings', currency: 'EUR', amount: '-1250' },
      { account: 'EXTERNAL:openings', currency: 'USD', amount: '-1' },
    ]),
  );
  expect(await wallet.worst()).toBeNull();
});

test('amounts are exact: what the currency cannot have, or nobody can have here, is refused', () => {
  const reasonOf = (amount: string, currency = 'EUR') => {
    const parsed = importer().parse({ person: 'usr_1', amount, currency });
    return parsed.ok ? null : parsed.reason;
  };
  expect(reasonOf('1.005')).toContain('more digits');
  expect(reasonOf('1,5')).toContain('no decimal number');
  expect(reasonOf('1e3')).toContain('no decimal number');
  expect(reasonOf('-0.01')).toBe('A balance is not negative.');
  expect(reasonOf('10000000000000.01')).toBe('The amount is too large.');
  expect(reasonOf('1', 'JPY')).toBe('People have no accounts in this currency here.');
  expect(reasonOf('10.00')).toBeNull();
});

test('nobody is notified of what they have had for long', () => {
  const fact: TransactionPosted = {
    ...{ transactionId: 'wtx_1', kind: 'OPENING', currency: 'EUR', reference: null, actorId: null, reversesId: null },
    ...{ notifiedAmount: '1', at: '2026-12-01T00:00:00.000Z' },
    postings: [
      { accountId: 'wal_0', userId: null, system: 'EXTERNAL:openings', amount: '-500' },
      { accountId: 'wal_1', userId: 'usr_1', system: null, amount: '500' },
    ],
  };
  const { notification } = transactionPosted;
  expect(notification?.audience(fact)).toEqual([]);
  expect(notification?.audience({ ...fact, kind: 'DEPOSIT' })).toHaveLength(1);
});
