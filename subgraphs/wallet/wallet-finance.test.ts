import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { openWalletWorld, type WalletWorld } from './fixtures/wallet-world.ts';

let world: WalletWorld;
let now = new Date('2026-12-01T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const later = (ms: number) => new Date(now.getTime() + ms);
const eur = (amount: string | number) => ({ amount: String(amount), currency: 'EUR' });

beforeAll(async () => {
  world = await openWalletWorld({
    now: () => {
      now = later(1);
      return now;
    },
    answers: { auth: (_, { id }) => ({ user: id === 'usr_nobody' ? null : { id } }) },
  });
});
afterAll(() => world.close());
afterEach(async () => {
  expect(await world.worst()).toBeNull();
});

const TRANSACTION = `transaction { id kind memo amount { amount } counterparty { id } actor { id }
  postings { account { id } amount { amount } } } isReplay`;
const transfer = (payer: { id: string; accountId: string }, input: object) =>
  world.mutate(
    payer.id,
    'transfer',
    { fromAccountId: payer.accountId, idempotencyKey: world.key(), amount: eur(100), ...input },
    TRANSACTION,
  );
const refusals = ({ errors }: { errors: readonly { __typename: string; path: readonly string[] }[] }) =>
  errors.map(({ __typename, path }) => [__typename, ...path.slice(1)].join(' '));

describe('finance', () => {
  const [mia, leo] = [newId('usr', now), newId('usr', now)];
  const act = (viewerId: string, name: string, input: object, fields: string) => {
    const document = `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} errors { __typename ... on UserError { path } } } }`;
    return world.execute(document, { input }, world.as(viewerId, { scopes: ['finance'] })).then(({ data, errors }) => {
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return Object(data)[name];
    });
  };

  test('reverses what a transaction has moved, and not more', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const { transaction } = await transfer(ada, { toUserId: ben.id, amount: eur(300) });
    const transactionId = String(Object(transaction).id);
    const reverse = (input: object = {}) =>
      act(
        mia,
        'reverseTransaction',
        { transactionId, reason: 'Wrong person.', idempotencyKey: world.key(), ...input },
        'transaction { id kind amount { amount } reverses { id } }',
      );
    expect(refusals(await reverse({ amount: eur(301) }))).toEqual(['AmountTooLarge amount']);
    expect(await reverse({ amount: eur(100) })).toMatchObject({
      transaction: { kind: 'REVERSAL', reverses: { id: transactionId } },
    });
    const both = await Promise.all([reverse(), reverse()]);
    expect(both.flatMap(refusals)).toEqual(['AlreadyReversed transactionId']);
    const reversalId = both.find(({ transaction: done }) => done !== null).transaction.id;
    expect(refusals(await reverse({ transactionId: reversalId }))).toEqual(['AlreadyReversed transactionId']);
    expect(await world.balance(ada.id)).toEqual(['1000', '0', '1000']);
  });

  test('freezes an account, which then receives only', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person(1_000n)];
    const input = { accountId: ada.accountId, reason: 'Stolen phone.' };
    expect(await act(mia, 'freezeWalletAccount', input, 'account { state }')).toMatchObject({
      account: { state: 'FROZEN' },
    });
    expect(refusals(await transfer(ada, { toUserId: ben.id }))).toEqual(['AccountFrozen fromAccountId']);
    expect(refusals(await transfer(ben, { toUserId: ada.id }))).toEqual([]);
    expect(
      refusals(await world.mutate(ada.id, 'closeWalletAccount', { accountId: ada.accountId }, 'account { state }')),
    ).toEqual(['AccountFrozen accountId']);
    expect(await act(mia, 'unfreezeWalletAccount', input, 'account { state }')).toMatchObject({
      account: { state: 'OPEN' },
    });
    expect(refusals(await transfer(ada, { toUserId: ben.id }))).toEqual([]);
    const audited = await world.sql.$queryRaw<
      { action: string }[]
    >`SELECT action FROM audit_entry WHERE subject_id = ${ada.accountId} ORDER BY number`;
    expect(audited).toEqual([{ action: 'freezeWalletAccount' }, { action: 'unfreezeWalletAccount' }]);
  });

  test('corrects the ledger by two people', async () => {
    const ada = await world.person(1_000n);
    const postings = [
      { system: 'LOSSES', amount: eur(-50) },
      { accountId: ada.accountId, amount: eur(50) },
    ];
    const adjust = (input: object = {}) =>
      act(
        mia,
        'adjustLedger',
        { postings, reason: 'Goodwill.', idempotencyKey: world.key(), ...input },
        'adjustment { id state postings { amount { amount } } }',
      );
    const { adjustment } = await adjust();
    expect(adjustment).toMatchObject({
      state: 'PENDING',
      postings: [{ amount: { amount: '-50' } }, { amount: { amount: '50' } }],
    });
    expect(await world.balance(ada.id)).toEqual(['1000', '0', '1000']);
    const approve = (viewerId: string) =>
      act(viewerId, 'approveAdjustment', { adjustmentId: adjustment.id }, 'adjustment { state transaction { kind } }');
    expect(refusals(await approve(mia))).toEqual(['NotPermitted adjustmentId']);
    expect(await approve(leo)).toMatchObject({
      adjustment: { state: 'APPROVED', transaction: { kind: 'ADJUSTMENT' } },
    });
    expect(refusals(await approve(leo))).toEqual(['InvalidState adjustmentId']);
    expect(await world.balance(ada.id)).toEqual(['1050', '0', '1050']);
    expect(refusals(await adjust({ postings: [postings[0], { ...postings[1], amount: eur(49) }] }))).toEqual([
      'InvalidInput postings',
    ]);
    expect(
      refusals(await adjust({ postings: [postings[0], { accountId: newId('wal', now), amount: eur(50) }] })),
    ).toEqual(['NotFound postings 1 accountId']);
  });
});

describe('live', () => {
  const BALANCE = `subscription ($id: ID!, $after: String) { balanceChanged(accountId: $id, after: $after) {
    account { balance { available { amount } } } resyncRequired } }`;
  const ADDED = `subscription ($id: ID!, $after: String) { transactionAdded(accountId: $id, after: $after) {
    transaction { amount { amount } } resyncRequired } }`;

  test('each change of a balance is delivered after the cursor, and transactions without the holds between them', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const { data } = await world.execute(
      'query ($id: ID!) { walletAccount(id: $id) { cursor } }',
      { id: ada.accountId },
      world.as(ada.id),
    );
    const after = Object(data)['walletAccount'].cursor;
    await world.mutate(
      ada.id,
      'createHold',
      { accountId: ada.accountId, amount: eur(1), idempotencyKey: world.key() },
      'hold { id }',
    );
    await transfer(ada, { toUserId: ben.id, amount: eur(7) });
    const balances = await world.subscribe(BALANCE, { id: ada.accountId, after }, world.as(ada.id));
    for (const _ of ['the hold', 'the transfer'])
      expect(await nextOf(balances)).toEqual({
        data: { balanceChanged: { account: { balance: { available: { amount: '992' } } }, resyncRequired: false } },
      });
    const added = await world.subscribe(ADDED, { id: ada.accountId, after }, world.as(ada.id));
    expect(await nextOf(added)).toEqual({
      data: { transactionAdded: { transaction: { amount: { amount: '7' } }, resyncRequired: false } },
    });
    const next = nextOf(added);
    await transfer(ada, { toUserId: ben.id, amount: eur(8) });
    expect(await next).toEqual({
      data: { transactionAdded: { transaction: { amount: { amount: '8' } }, resyncRequired: false } },
    });
    await expect(world.subscribe(BALANCE, { id: ada.accountId }, world.as(ben.id))).rejects.toThrow();
  });
});

test('a balance in the past is that after the last posting until then', async () => {
  const [ada, ben] = [await world.person(1_000n), await world.person()];
  await transfer(ada, { toUserId: ben.id });
  const between = now;
  now = later(HOUR_MS);
  await transfer(ada, { toUserId: ben.id });
  const AT = 'query ($id: ID!, $at: DateTime!) { balanceAt(accountId: $id, at: $at) { amount } }';
  const at = async (instant: Date, viewerId = ada.id) =>
    (await world.execute(AT, { id: ada.accountId, at: instant.toISOString() }, world.as(viewerId))).data;
  expect(await at(between)).toEqual({ balanceAt: { amount: '900' } });
  expect(await at(now)).toEqual({ balanceAt: { amount: '800' } });
  expect(await at(new Date(0))).toEqual({ balanceAt: { amount: '0' } });
  expect(await at(now, ben.id)).toEqual({ balanceAt: null });
});

test('an account is closed when it is empty, receives nothing then, and opens again', async () => {
  const [ada, ben] = [await world.person(1_000n), await world.person(0n)];
  const close = (owner: { id: string; accountId: string }) =>
    world.mutate(owner.id, 'closeWalletAccount', { accountId: owner.accountId }, 'account { state }');
  expect(refusals(await close(ada))).toEqual(['AccountNotEmpty accountId']);
  expect(await close(ben)).toEqual({ account: { state: 'CLOSED' }, errors: [] });
  expect(refusals(await transfer(ada, { toUserId: ben.id }))).toEqual(['AccountClosed toUserId']);
  const opened = await world.mutate(
    ben.id,
    'openWalletAccount',
    { currency: 'EUR', idempotencyKey: world.key() },
    'account { id state }',
  );
  expect(opened).toEqual({ account: { id: ben.accountId, state: 'OPEN' }, errors: [] });
  expect(refusals(await transfer(ada, { toUserId: ben.id }))).toEqual([]);
});
