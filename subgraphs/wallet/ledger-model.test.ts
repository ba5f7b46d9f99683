import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { createLedgerModel, type Step } from './fixtures/ledger-model.ts';
import { type LedgerWorld, move, OUTSIDE, openLedgerWorld } from './fixtures/ledger-world.ts';
import { readIntegrity } from './operations/finance/check-ledger.ts';
import { reverseTransaction } from './operations/finance/reverse-transaction.ts';
import { captureHold } from './operations/holds/capture-hold.ts';
import { createHold } from './operations/holds/create-hold.ts';
import { releaseHold } from './operations/holds/release-hold.ts';
import { transfer } from './operations/ledger/transfer.ts';
import type { WalletStore } from './repository/index.ts';

/** CI runs few histories; `LEDGER_HISTORIES=2000` runs as many as before a release. */
const HISTORIES = Number(process.env['LEDGER_HISTORIES'] ?? 15);
const SEED = Number(process.env['LEDGER_SEED'] ?? 20_261_201);
const ACCOUNTS = 3;
const MINUTE_MS = 60_000;
const START = Date.parse('2031-03-01T00:00:00.000Z');

let world: LedgerWorld;
beforeAll(async () => {
  world = await openLedgerWorld();
});
afterAll(async () => {
  const { worst } = await world.repository.transaction((store) => readIntegrity(store, new Date()), 'RepeatableRead');
  await world.close();
  expect(worst).toBeNull();
});

/** How a step goes: as usual, sent again with its key, or killed before the commit and sent again. */
type Fate = 'once' | 'twice' | 'killed';

const account = fc.nat({ max: ACCOUNTS - 1 });
const amount = fc.integer({ min: 1, max: 120 });
const nth = fc.nat({ max: 11 });
const minutes = fc.integer({ min: 1, max: 40 });
const kind = <const Kind extends Step['kind']>(name: Kind) => fc.constant(name);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: kind('deposit'), to: account, amount }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('transfer'), from: account, to: account, amount }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('hold'), of: account, amount, minutes }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('capture'), hold: nth, to: account, amount, isFinal: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('release'), hold: nth }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('reverse'), transaction: nth, amount }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('wait'), minutes }) },
);
const fate: fc.Arbitrary<Fate> = fc.constantFrom('once', 'once', 'once', 'twice', 'killed');
const history = fc.array(fc.record({ step, fate }), { minLength: 1, maxLength: 57, size: 'max' });

/** Every history begins with money. */
const BEGINNING = [0, 1, 2].map((to) => ({ step: { kind: 'deposit', to, amount: 200 }, fate: 'once' }) as const);

/** The step, about something that is there where there is anything of its kind. */
function aim(one: Step, { holds, movements }: ReturnType<typeof createLedgerModel>): Step {
  if (one.kind === 'capture' || one.kind === 'release') return { ...one, hold: one.hold % Math.max(1, holds.length) };
  if (one.kind === 'reverse') return { ...one, transaction: one.transaction % Math.max(1, movements.length) };
  return one;
}

const KILLED = new Error('killed before the commit');

/** The real ledger, as the model's steps use it. */
async function openLedger() {
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, () => world.account()));
  const rows = await world.repository.visibleAccounts({ id: '', isFinance: true }, accounts);
  const owners = rows.map((row) => row?.ownerId ?? '');
  const [holds, transactions]: [{ id: string; of: number }[], string[]] = [[], []];
  const state = { now: START, isKilled: false, keys: 0 };
  const transaction = <T>(work: (store: WalletStore, sql: LedgerWorld['repository']['sql']) => Promise<T>) =>
    world.repository.transaction(async (store, sql) => {
      const result = await work(store, sql);
      if (state.isKilled) throw KILLED;
      return result;
    });
  const insertWithKey: WalletStore['insertWithKey'] = (...args) => transaction((store) => store.insertWithKey(...args));
  const repository = { ...world.repository, transaction, insertWithKey };
  const contextOf = (viewerId: string, scopes: readonly string[] = []) => ({
    caller: { ...ANONYMOUS, viewerId, scopes },
    ...{ requestId: null, now: () => new Date(state.now), repository, streams: { announce: async () => undefined } },
    transactions: { prime: () => undefined },
    settings: { currencies: ['EUR'], transferLimit: 10n ** 12n, dailyLimit: 10n ** 12n },
  });
  const eur = (value: number) => ({ amount: BigInt(value), currency: 'EUR' });

  /** Sends a step; the same key is the same call. */
  async function send(one: Step, key: string): Promise<string> {
    // as: the operations take the parts of a context that stand here.
    const as = (viewerId: string, scopes?: readonly string[]) => contextOf(viewerId, scopes) as never;
    const noteIds = (
      result: { ok: boolean; isReplay?: boolean; value?: object | string; refusal?: { __typename: string } },
      of = 0,
    ) => {
      const { holdId, transactionId } = Object(result.value ?? {});
      if (result.ok && result.isReplay === false && transactionId !== undefined) transactions.push(transactionId);
      if (result.ok && result.isReplay === false && one.kind === 'hold') holds.push({ id: holdId, of });
      return result.ok ? 'ok' : String(result.refusal?.__typename);
    };
    switch (one.kind) {
      case 'deposit': {
        const order = move(OUTSIDE, { accountId: accounts[one.to] ?? '' }, BigInt(one.amount), {
          effectKey: key,
        });
        if (state.isKilled) throw KILLED;
        const outcome = await world.post(order);
        if (outcome.state === 'POSTED') transactions.push(outcome.transactionId);
        return 'ok';
      }
      case 'transfer':
        return noteIds(
          await transfer(as(owners[one.from] ?? ''), {
            ...{
              fromAccountId: accounts[one.from],
              toAccountId: accounts[one.to],
              amount: eur(one.amount),
              idempotencyKey: key,
            },
          }),
        );
      case 'hold': {
        const expiresAt = new Date(state.now + one.minutes * MINUTE_MS);
        const input = { accountId: accounts[one.of], amount: eur(one.amount), expiresAt, idempotencyKey: key };
        return noteIds(await createHold(as(owners[one.of] ?? ''), input), one.of);
      }
      case 'capture': {
        const hold = holds[one.hold];
        const input = {
          holdId: hold?.id ?? 'hld_0',
          toAccountId: accounts[one.to],
          amount: eur(one.amount),
          isFinal: one.isFinal,
        };
        return noteIds(await captureHold(as(owners[hold?.of ?? 0] ?? ''), { ...input, idempotencyKey: key }));
      }
      case 'release': {
        const hold = holds[one.hold];
        return noteIds(await releaseHold(as(owners[hold?.of ?? 0] ?? ''), { holdId: hold?.id ?? 'hld_0' }));
      }
      case 'reverse': {
        const input = {
          transactionId: transactions[one.transaction] ?? 'wtx_0',
          amount: eur(one.amount),
          reason: 'A test.',
          idempotencyKey: key,
        };
        return noteIds(await reverseTransaction(as('usr_finance', ['finance']), input));
      }
      case 'wait':
        state.now += one.minutes * MINUTE_MS;
        return 'ok';
    }
  }

  return {
    accounts,
    async apply(one: Step, how: Fate): Promise<string> {
      state.keys += 1;
      const key = `${accounts[0]} ${state.keys}`;
      if (how === 'killed' && one.kind !== 'wait') {
        state.isKilled = true;
        const killed = await send(one, key).catch((error: unknown) => error);
        state.isKilled = false;
        // What is refused before a transaction is not killed.
        if (killed !== KILLED) return String(killed);
      }
      const outcome = await send(one, key);
      if (how === 'twice' && one.kind !== 'wait' && one.kind !== 'release') expect(await send(one, key)).toBe(outcome);
      return outcome;
    },
    /** What was posted and what is available, when all holds whose time has passed are ended. */
    async balances(): Promise<(readonly [number, number])[]> {
      const expiry = { now: new Date(state.now), eventType: 'wallet.hold-expired' };
      for (const accountId of accounts)
        await world.repository.transaction((store) => store.expireHolds({ ...expiry, accountId }));
      const found = await world.repository.visibleAccounts({ id: '', isFinance: true }, accounts);
      return found.map((row) => [Number(row?.posted), Number(row?.posted) - Number(row?.reserved)] as const);
    },
  };
}

test('every history leaves what arithmetic says', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const [ledger, model] = [await openLedger(), createLedgerModel(ACCOUNTS)];
      for (const { step: drawn, fate: how } of [...BEGINNING, ...steps]) {
        const one = aim(drawn, model);
        expect([one, await ledger.apply(one, how)]).toEqual([one, model.apply(one)]);
      }
      expect(await ledger.balances()).toEqual(model.posted.map((posted, at) => [posted, model.available(at)]));
    }),
    { numRuns: HISTORIES, seed: SEED, endOnFailure: true },
  );
}, 1_800_000);
