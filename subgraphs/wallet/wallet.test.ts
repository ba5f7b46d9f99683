import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { userBlocked } from '../../runtime/relations/block-events.ts';
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

describe('transfers', () => {
  test('move money to a person, who sees who has sent it and not the account of the sender', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const { transaction, errors } = await transfer(ada, { toUserId: ben.id, memo: ' Lunch ' });
    expect(errors).toEqual([]);
    expect(transaction).toMatchObject({
      kind: 'TRANSFER',
      memo: 'Lunch',
      amount: { amount: '100' },
      counterparty: { id: ben.id },
    });
    expect([await world.balance(ada.id), await world.balance(ben.id)]).toEqual([
      ['900', '0', '900'],
      ['100', '0', '100'],
    ]);
    const SEEN = `query { transactions(kind: TRANSFER) { edges { node { memo counterparty { id } actor { id } postings { account { id } amount { amount } } } } } }`;
    const { data } = await world.execute(SEEN, {}, world.as(ben.id));
    expect(data).toEqual({
      transactions: {
        edges: [
          {
            node: {
              memo: 'Lunch',
              counterparty: { id: ada.id },
              actor: null,
              postings: [
                { account: null, amount: { amount: '-100' } },
                { account: { id: ben.accountId }, amount: { amount: '100' } },
              ],
            },
          },
        ],
      },
    });
  });

  test('repeated with the same key move money once, with another input not at all', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const input = { toUserId: ben.id, idempotencyKey: world.key() };
    const first = await transfer(ada, input);
    expect(await transfer(ada, input)).toEqual({ ...first, isReplay: true });
    expect(refusals(await transfer(ada, { ...input, amount: eur(101) }))).toEqual([
      'IdempotencyConflict idempotencyKey',
    ]);
    expect(await world.balance(ben.id)).toEqual(['100', '0', '100']);
  });

  test('are refused in terms that a client can act on', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const { account } = await world.mutate(
      ben.id,
      'openWalletAccount',
      { currency: 'USD', idempotencyKey: world.key() },
      'account { id }',
    );
    const dollars = Object(account).id;
    expect(refusals(await transfer(ada, { toUserId: ben.id, amount: eur(1_001) }))).toEqual([
      'InsufficientFunds amount',
    ]);
    expect(refusals(await transfer(ada, { toAccountId: dollars }))).toEqual(['CurrencyMismatch toAccountId']);
    expect(refusals(await transfer(ada, { toUserId: ben.id, amount: { amount: '1', currency: 'USD' } }))).toEqual([
      'CurrencyMismatch fromAccountId',
    ]);
    expect(refusals(await transfer(ada, { toUserId: ada.id }))).toEqual(['SelfTransfer toUserId']);
    expect(refusals(await transfer(ada, { toAccountId: ada.accountId }))).toEqual(['SelfTransfer toAccountId']);
    expect(refusals(await transfer(ada, { toUserId: newId('usr', now) }))).toEqual(['NotFound toUserId']);
    expect(refusals(await transfer(ada, { fromAccountId: ben.accountId, toUserId: ada.id }))).toEqual([
      'SelfTransfer toUserId',
    ]);
    expect(refusals(await transfer(ada, { fromAccountId: ben.accountId, toAccountId: ada.accountId }))).toEqual([
      'NotFound fromAccountId',
    ]);
    expect(refusals(await transfer(ada, {}))).toEqual(['InvalidInput toAccountId']);
    expect(refusals(await transfer(ada, { toUserId: ben.id, amount: eur(0) }))).toEqual(['InvalidInput amount amount']);
    expect(refusals(await transfer(ada, { toUserId: ben.id, amount: eur(-5) }))).toEqual([
      'InvalidInput amount amount',
    ]);
    expect(refusals(await transfer(ada, { toUserId: ben.id, memo: 'x'.repeat(141) }))).toEqual(['InvalidInput memo']);
    expect(refusals(await transfer(ada, { toUserId: ben.id, idempotencyKey: 'k'.repeat(256) }))).toEqual([
      'InvalidInput idempotencyKey',
    ]);
    expect(refusals(await transfer(ada, { toUserId: ben.id, idempotencyKey: '' }))).toEqual([
      'InvalidInput idempotencyKey',
    ]);
    expect(await world.balance(ada.id)).toEqual(['1000', '0', '1000']);
  });

  test.each(['9223372036854775808', '1e3', '１２', '-0', ' 5', '5.0', '0x10', ''])(
    'of "%s" are no transfers',
    async (amount) => {
      const ada = await world.person();
      await expect(transfer(ada, { toUserId: 'usr_x', amount: eur(amount) })).rejects.toThrow('MinorUnits');
    },
  );

  test('to who blocks the payer are refused like those to nobody', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    await world.publish(userBlocked, { userId: ben.id, blockedId: ada.id, at: now.toISOString() });
    expect(refusals(await transfer(ada, { toUserId: ben.id }))).toEqual(['NotFound toUserId']);
    expect(refusals(await transfer(ada, { toAccountId: ben.accountId }))).toEqual(['NotFound toAccountId']);
  });

  test('have a limit each, and one for a day', async () => {
    const [ada, ben] = [await world.person(10_000_000n), await world.person()];
    expect(refusals(await transfer(ada, { toUserId: ben.id, amount: eur(1_000_001) }))).toEqual([
      'AmountTooLarge amount',
    ]);
    for (const _ of [1, 2])
      expect(refusals(await transfer(ada, { toUserId: ben.id, amount: eur(1_000_000) }))).toEqual([]);
    expect(refusals(await transfer(ada, { toUserId: ben.id, amount: eur(500_001) }))).toEqual(['LimitReached amount']);
    const { data } = await world.execute(
      '{ walletLimits { daily { amount } remaining { amount } resetsAt } }',
      {},
      world.as(ada.id),
    );
    expect(data).toEqual({
      walletLimits: [
        { daily: { amount: '2500000' }, remaining: { amount: '500000' }, resetsAt: '2026-12-02T00:00:00.000Z' },
      ],
    });
    now = later(24 * HOUR_MS);
    expect(refusals(await transfer(ada, { toUserId: ben.id, amount: eur(1_000_000) }))).toEqual([]);
  });
});

describe('holds', () => {
  const HOLD = 'hold { id state amount { amount } captured { amount } reference { type id } } isReplay';
  const CAPTURE = `${HOLD} transaction { id kind amount { amount } }`;
  const hold = (owner: { id: string; accountId: string }, input: object = {}) =>
    world.mutate(
      owner.id,
      'createHold',
      { accountId: owner.accountId, amount: eur(400), idempotencyKey: world.key(), ...input },
      HOLD,
    );
  const holdIdOf = ({ hold: placed }: { [field: string]: unknown }) => String(Object(placed).id);
  const capture = (ownerId: string, input: object) =>
    world.mutate(ownerId, 'captureHold', { idempotencyKey: world.key(), ...input }, CAPTURE);

  test('reserve money, which cannot be spent until it is released', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const holdId = holdIdOf(await hold(ada, { amount: eur(700) }));
    expect(await world.balance(ada.id)).toEqual(['1000', '700', '300']);
    expect(refusals(await transfer(ada, { toUserId: ben.id, amount: eur(301) }))).toEqual(['InsufficientFunds amount']);
    expect(refusals(await hold(ada, { amount: eur(301) }))).toEqual(['InsufficientFunds amount']);
    const released = await world.mutate(ada.id, 'releaseHold', { holdId }, 'hold { state }');
    expect(released).toEqual({ hold: { state: 'RELEASED' }, errors: [] });
    expect(await world.balance(ada.id)).toEqual(['1000', '0', '1000']);
    expect(refusals(await capture(ada.id, { holdId, toAccountId: ben.accountId }))).toEqual(['HoldSettled holdId']);
  });

  test('are captured in parts, and no more than they reserve', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const holdId = holdIdOf(await hold(ada));
    const part = { holdId, toAccountId: ben.accountId, amount: eur(150), isFinal: false };
    expect(await capture(ada.id, part)).toMatchObject({
      hold: { state: 'LIVE', captured: { amount: '150' } },
      transaction: { kind: 'CAPTURE' },
    });
    expect(await world.balance(ada.id)).toEqual(['850', '250', '600']);
    expect(refusals(await capture(ada.id, { ...part, amount: eur(251) }))).toEqual(['AmountTooLarge amount']);
    expect(await capture(ada.id, { ...part, amount: eur(50), isFinal: true })).toMatchObject({
      hold: { state: 'CAPTURED', captured: { amount: '200' } },
    });
    expect([await world.balance(ada.id), await world.balance(ben.id)]).toEqual([
      ['800', '0', '800'],
      ['200', '0', '200'],
    ]);
    expect(refusals(await world.mutate(ada.id, 'releaseHold', { holdId }, 'hold { state }'))).toEqual([
      'HoldSettled holdId',
    ]);
  });

  test('cannot be captured a millisecond after their end, and their money is free without a sweep', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const expiresAt = later(HOUR_MS).toISOString();
    const holdId = holdIdOf(await hold(ada, { expiresAt }));
    now = new Date(Date.parse(expiresAt));
    expect(refusals(await capture(ada.id, { holdId, toAccountId: ben.accountId }))).toEqual(['HoldExpired holdId']);
    expect(refusals(await transfer(ada, { toUserId: ben.id, amount: eur(1_000) }))).toEqual([]);
  });

  test('of others are unknown', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const holdId = holdIdOf(await hold(ada));
    expect(refusals(await capture(ben.id, { holdId, toAccountId: ben.accountId }))).toEqual(['NotFound holdId']);
    expect(refusals(await world.mutate(ben.id, 'releaseHold', { holdId }, 'hold { state }'))).toEqual([
      'NotFound holdId',
    ]);
    expect(refusals(await hold({ ...ben, accountId: ada.accountId }))).toEqual(['NotFound accountId']);
    const LIST = 'query ($id: ID!) { holds(accountId: $id) { edges { node { id } } } }';
    expect((await world.execute(LIST, { id: ada.accountId }, world.as(ben.id))).data).toEqual({ holds: { edges: [] } });
    expect((await world.execute(LIST, { id: ada.accountId }, world.as(ada.id))).data).toEqual({
      holds: { edges: [{ node: { id: holdId } }] },
    });
  });

  test('of a domain are settled by that domain alone', async () => {
    const [ada, ben] = [await world.person(1_000n), await world.person()];
    const reference = { type: 'order', id: 'ord_1' };
    const placing = {
      userId: ada.id,
      amount: eur(400),
      reference,
      expiresAt: later(HOUR_MS).toISOString(),
      key: world.key(),
    };
    const placed = await world.call('commerce', 'holdFunds', placing, HOLD);
    expect(placed).toMatchObject({ hold: { state: 'LIVE', reference } });
    expect(await world.call('commerce', 'holdFunds', placing, HOLD)).toMatchObject({ isReplay: true });
    const holdId = holdIdOf(placed);
    expect(refusals(await world.mutate(ada.id, 'releaseHold', { holdId }, 'hold { state }'))).toEqual([
      'NotFound holdId',
    ]);
    const capturing = { holdId, to: { userId: ben.id }, amount: eur(300) };
    expect(refusals(await world.call('projects', 'captureFunds', { ...capturing, key: world.key() }, CAPTURE))).toEqual(
      ['NotFound holdId'],
    );
    expect(refusals(await world.call('commerce', 'captureFunds', { ...capturing, key: world.key() }, CAPTURE))).toEqual(
      [],
    );
    expect([await world.balance(ada.id), await world.balance(ben.id)]).toEqual([
      ['700', '0', '700'],
      ['300', '0', '300'],
    ]);
  });
});

describe('money of the platform', () => {
  const moveFunds = (input: object) =>
    world.call(
      'commerce',
      'moveFunds',
      { amount: eur(100), reference: { type: 'order', id: 'ord_1' }, key: world.key(), ...input },
      TRANSACTION,
    );

  test('goes to a purpose and back, and no more of it than there is', async () => {
    const ada = await world.person(1_000n);
    expect(
      refusals(await moveFunds({ from: { userId: ada.id }, to: { system: 'ESCROW:orders' }, amount: eur(300) })),
    ).toEqual([]);
    expect(
      refusals(await moveFunds({ from: { system: 'ESCROW:orders' }, to: { userId: ada.id }, amount: eur(301) })),
    ).toEqual(['InsufficientFunds amount']);
    expect(
      refusals(await moveFunds({ from: { system: 'ESCROW:orders' }, to: { system: 'FEES' }, amount: eur(10) })),
    ).toEqual([]);
    expect(
      refusals(await moveFunds({ from: { system: 'ESCROW:orders' }, to: { userId: ada.id }, amount: eur(290) })),
    ).toEqual([]);
    expect(await world.balance(ada.id)).toEqual(['990', '0', '990']);
    const { data } = await world.execute(
      '{ systemAccounts { kind name balance { posted { amount } } } }',
      {},
      world.as('usr_f', { scopes: ['finance'] }),
    );
    expect(Object(data)['systemAccounts']).toContainEqual({
      kind: 'ESCROW',
      name: 'orders',
      balance: { posted: { amount: '0' } },
    });
    expect(Object(data)['systemAccounts']).toContainEqual({
      kind: 'FEES',
      name: '',
      balance: { posted: { amount: '10' } },
    });
  });

  test.each([
    [{ from: { system: 'EXTERNAL:sandbox' }, to: { system: 'FEES' } }, 'InvalidInput from'],
    [{ from: { system: 'FEES' }, to: {} }, 'InvalidInput to'],
    [{ from: { system: 'FEES' }, to: { userId: 'usr_a', system: 'FEES' } }, 'InvalidInput to'],
    [{ from: { system: 'FEES' }, to: { system: 'FEES' } }, 'SelfTransfer to'],
    [{ from: { system: 'FEES' }, to: { userId: 'usr_nobody' } }, 'NotFound to'],
    [
      { from: { system: 'FEES' }, to: { system: 'REVENUE' }, amount: { amount: '1', currency: 'JPY' } },
      'CurrencyNotSupported amount',
    ],
  ])('%j is refused', async (input, refusal) => {
    expect(refusals(await moveFunds(input))).toEqual([refusal]);
  });

  test('is booked from a payment once it has succeeded', async () => {
    const ben = await world.person();
    const booking = { paymentId: 'pay_1', to: { userId: ben.id }, key: world.key() };
    await expect(world.call('commerce', 'bookPayment', booking, TRANSACTION)).rejects.toThrow('UNAVAILABLE');
    await world.sql
      .$executeRaw`INSERT INTO received_payment (payment_id, reference_type, reference_id, amount, currency, provider, created_at)
      VALUES ('pay_1', 'order', 'ord_1', 250, 'EUR', 'sandbox', ${now})`;
    expect(refusals(await world.call('commerce', 'bookPayment', booking, TRANSACTION))).toEqual([]);
    expect(await world.call('commerce', 'bookPayment', booking, TRANSACTION)).toMatchObject({ isReplay: true });
    expect(
      refusals(await world.call('commerce', 'bookPayment', { ...booking, key: world.key() }, TRANSACTION)),
    ).toEqual(['InvalidState paymentId']);
    expect(await world.balance(ben.id)).toEqual(['250', '0', '250']);
  });
});
