import { expect, test } from '@jest/globals';
import { type OpeningStore, openBalance } from './open-balance.ts';

const NOW = new Date('2026-12-01T12:00:00Z');
const DRAFT = { id: 'wtx_1', personId: 'usr_1', currency: 'EUR', amount: 500n };

type Outcome = Awaited<ReturnType<OpeningStore['insertTransaction']>>;

function createStore(outcome: Outcome, isNoted = true) {
  const orders: Parameters<OpeningStore['insertTransaction']>[] = [];
  const store: OpeningStore = {
    openAccount: async () => null,
    announce: async () => undefined,
    noteOpening: async () => isNoted,
    insertTransaction: async (...call) => {
      orders.push(call);
      return outcome;
    },
  };
  return { store, orders };
}

const POSTED: Outcome = { state: 'POSTED', transactionId: 'wtx_1', accountIds: ['wal_1'] };
const refused = (reason: 'NOT_FOUND' | 'CLOSED' | 'FROZEN'): Outcome => ({
  ...{ state: 'REFUSED', reason, posting: 1, accountId: null, available: 0n },
});

test('the transaction has the id of the row, an effect key of its own, and adds up to 0', async () => {
  const { store, orders } = createStore(POSTED);
  expect(await openBalance(store, DRAFT, NOW)).toBeNull();
  expect(orders).toMatchObject([[{ kind: 'OPENING', effectKey: 'opening:wtx_1' }, { transactionId: 'wtx_1' }]]);
  expect(orders[0]?.[0].postings.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
});

test('nothing is posted where there was nothing, and nobody who is gone gets an account', async () => {
  const { store, orders } = createStore(POSTED);
  expect(await openBalance(store, { ...DRAFT, amount: 0n }, NOW)).toBeNull();
  expect(orders).toEqual([]);
  const gone = createStore(POSTED, false).store;
  expect(await openBalance(gone, { ...DRAFT, amount: 0n }, NOW)).toContain('deleted their account');
});

test('what the ledger refuses is refused with a sentence, and a posting that is not noted is a fault', async () => {
  expect(await openBalance(createStore(refused('NOT_FOUND')).store, DRAFT, NOW)).toContain('deleted their account');
  expect(await openBalance(createStore(refused('CLOSED')).store, DRAFT, NOW)).toContain('closed');
  expect(await openBalance(createStore(refused('FROZEN')).store, DRAFT, NOW)).toContain('FROZEN');
  await expect(openBalance(createStore(POSTED, false).store, DRAFT, NOW)).rejects.toThrow('could not be noted');
});
