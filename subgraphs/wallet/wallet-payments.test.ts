import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import {
  disputeClosed,
  disputeOpened,
  paymentCancelled,
  paymentFailed,
  paymentSucceeded,
  payoutFailed,
  payoutPaid,
  refundFailed,
  refundSucceeded,
} from '../payments/events.ts';
import type { WalletContext } from './context.ts';
import { createToyPayments, type ToyPayments } from './fixtures/toy-payments.ts';
import { openWalletWorld, type WalletWorld } from './fixtures/wallet-world.ts';
import { askAboutPending } from './operations/payments/ask-about-pending.ts';
import { openWalletRepository } from './repository/index.ts';

const toy: ToyPayments = createToyPayments();
const SECOND_MS = 1_000;
let world: WalletWorld;
let now = new Date('2026-12-01T12:00:00.000Z');

const wait = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};

beforeAll(async () => {
  world = await openWalletWorld({
    now: () => now,
    answers: { payments: toy.answer, auth: (_, { id }) => ({ user: { id } }) },
  });
});
beforeEach(() => {
  toy.outage = 'none';
  toy.refusal = null;
});
afterEach(async () => {
  expect(await world.worst()).toBeNull();
});
afterAll(() => world.close());

const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR' });
const DEPOSIT = 'deposit { id state failureCode payment { id } transaction { kind } } isReplay';
const deposit = ({ id, accountId }: { id: string; accountId: string }, more: object = {}) =>
  world.mutate(id, 'deposit', { accountId, amount: eur(5_000), idempotencyKey: world.key(), ...more }, DEPOSIT);
const idOf = (entity: unknown): string => String(Object(entity).id);

const stateOf = async (userId: string, field: 'deposit' | 'withdrawal', id: string) => {
  const { data } = await world.execute(
    `query ($id: ID!) { ${field}(id: $id) { state failureCode } }`,
    { id },
    world.as(userId),
  );
  return Object(data)[field];
};

/** What payments says of the payment for a deposit or anything else. */
const factOf = (userId: string | null, type: string, id: string, amount = '5000') => ({
  ...{ paymentId: `pay_${id}`, userId, amount, currency: 'EUR', reference: { type, id }, provider: 'sandbox' },
  at: now.toISOString(),
});

/** What accounts of the platform have, as text, by kind and name. */
async function platform(name: string): Promise<bigint> {
  const { data } = await world.execute(
    '{ systemAccounts { kind name currency balance { posted { amount } } } }',
    {},
    world.as('usr_finance', { scopes: ['finance'] }),
  );
  const accounts: { kind: string; name: string; balance: { posted: { amount: string } } }[] =
    Object(data).systemAccounts;
  const found = accounts.find((one) => [one.kind, one.name].filter(Boolean).join(':') === name);
  return BigInt(found?.balance.posted.amount ?? 0);
}

async function changeOf(names: readonly string[], work: () => Promise<unknown>): Promise<bigint[]> {
  const before = await Promise.all(names.map(platform));
  await work();
  const after = await Promise.all(names.map(platform));
  return after.map((amount, at) => amount - (before[at] ?? 0n));
}

describe('a deposit', () => {
  test('is credited when the provider says so, and once, however often it says so', async () => {
    const ada = await world.person();
    const { deposit: begun, errors } = await deposit(ada);
    expect(errors).toEqual([]);
    expect(begun).toMatchObject({ state: 'PENDING', transaction: null, payment: { id: `pay_${idOf(begun)}` } });
    expect(await world.balance(ada.id)).toEqual(['0', '0', '0']);
    const fact = factOf(ada.id, 'deposit', idOf(begun));
    await world.publish(paymentSucceeded, fact);
    await world.publish(paymentSucceeded, fact);
    await world.publish(paymentFailed, { ...fact, failureCode: 'CARD_DECLINED' });
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
    expect(await stateOf(ada.id, 'deposit', idOf(begun))).toEqual({ state: 'SUCCEEDED', failureCode: null });
  });

  test('under one key is one deposit with one payment', async () => {
    const ada = await world.person();
    const idempotencyKey = world.key();
    const first = await deposit(ada, { idempotencyKey });
    expect(await deposit(ada, { idempotencyKey })).toEqual({ ...first, isReplay: true });
    const { errors } = await deposit(ada, { idempotencyKey, amount: eur(1) });
    expect(errors).toMatchObject([{ __typename: 'IdempotencyConflict' }]);
    expect(toy.payments.filter(({ userId }) => userId === ada.id)).toHaveLength(1);
  });

  test.each(['before', 'after'] as const)(
    'gets its payment later when payments fails %s it was created',
    async (outage) => {
      const ada = await world.person();
      toy.outage = outage;
      const { deposit: begun } = await deposit(ada);
      expect(begun).toMatchObject({ state: 'PENDING', payment: null });
      toy.outage = 'none';
      wait(6 * SECOND_MS);
      await eventually(async () => {
        const { data } = await world.execute(
          '{ deposits { edges { node { payment { id } } } } }',
          {},
          world.as(ada.id),
        );
        return Object(data).deposits.edges[0].node.payment !== null;
      }, 'the saga to create the payment');
      expect(toy.payments.filter(({ userId }) => userId === ada.id)).toHaveLength(1);
    },
  );

  test('fails or is cancelled as the provider says, and counts when the money arrives after all', async () => {
    const ada = await world.person();
    const [one, other] = [await deposit(ada), await deposit(ada)].map(({ deposit: begun }) => idOf(begun));
    await world.publish(paymentFailed, { ...factOf(ada.id, 'deposit', one ?? ''), failureCode: 'CARD_DECLINED' });
    await world.publish(paymentCancelled, factOf(ada.id, 'deposit', other ?? ''));
    expect(await stateOf(ada.id, 'deposit', one ?? '')).toEqual({ state: 'FAILED', failureCode: 'CARD_DECLINED' });
    expect(await stateOf(ada.id, 'deposit', other ?? '')).toEqual({ state: 'CANCELLED', failureCode: null });
    await world.publish(paymentSucceeded, factOf(ada.id, 'deposit', one ?? ''));
    expect(await stateOf(ada.id, 'deposit', one ?? '')).toEqual({ state: 'SUCCEEDED', failureCode: null });
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
  });

  test('of which nothing was heard for ten minutes is asked about', async () => {
    const ada = await world.person();
    const { deposit: begun } = await deposit(ada);
    toy.states.set(idOf(begun), { state: 'SUCCEEDED' });
    wait(11 * 60 * SECOND_MS);
    const repository = openWalletRepository(world.databaseUrl);
    const ask = async (_: string, document: string, variables: Readonly<Record<string, unknown>>) =>
      Object(toy.answer(document, variables, world.asService('wallet')));
    // as: nobody follows the account.
    const streams = { announce: async () => undefined } as unknown as WalletContext['streams'];
    await askAboutPending({ repository, ask, now: () => now, streams }, new AbortController().signal);
    await repository.close();
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
    await world.publish(paymentSucceeded, factOf(ada.id, 'deposit', idOf(begun)));
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
  });

  test('that arrives when its owner is gone is unclaimed', async () => {
    const ada = await world.person();
    const { deposit: begun } = await deposit(ada);
    await world.erase(ada.id);
    const changes = await changeOf(['ESCROW:unclaimed', 'EXTERNAL:sandbox'], () =>
      world.publish(paymentSucceeded, factOf(ada.id, 'deposit', idOf(begun))),
    );
    expect(changes).toEqual([5_000n, -5_000n]);
  });
});

describe('a payment', () => {
  test('that nobody asked for is revenue, and any other waits to be booked', async () => {
    const booked = await changeOf(['REVENUE', 'EXTERNAL:sandbox'], async () => {
      await world.publish(paymentSucceeded, { ...factOf('usr_eve', 'none', 'rev'), reference: null });
      await world.publish(paymentSucceeded, factOf('usr_eve', 'order', 'ord_1'));
    });
    expect(booked).toEqual([5_000n, -5_000n]);
    const input = { paymentId: 'pay_ord_1', to: { system: 'ESCROW:orders' }, key: world.key() };
    const escrow = await changeOf(['ESCROW:orders'], () =>
      world.call('commerce', 'bookPayment', input, 'transaction { kind } isReplay'),
    );
    expect(escrow).toEqual([5_000n]);
    const { errors } = await world.call('commerce', 'bookPayment', { ...input, key: world.key() }, 'isReplay');
    expect(errors).toMatchObject([{ __typename: 'InvalidState' }]);
  });

  test('is refunded from where it was booked, and what is missing there is a loss', async () => {
    await world.publish(paymentSucceeded, factOf('usr_eve', 'order', 'ord_2'));
    const to = { system: 'ESCROW:spent' };
    await world.call('commerce', 'bookPayment', { paymentId: 'pay_ord_2', to, key: world.key() }, 'isReplay');
    const move = { from: to, to: { system: 'FEES' }, amount: eur(4_000), reference: { type: 'order', id: 'ord_2' } };
    await world.call('commerce', 'moveFunds', { ...move, key: world.key() }, 'isReplay');
    const refund = { ...factOf('usr_eve', 'order', 'ord_2', '3000'), refundId: 'rfd_1', holdId: null };
    const changes = await changeOf(['ESCROW:spent', 'LOSSES', 'EXTERNAL:sandbox'], async () => {
      await world.publish(refundSucceeded, refund);
      await world.publish(refundSucceeded, refund);
    });
    expect(changes).toEqual([-1_000n, -2_000n, 3_000n]);
  });

  test('that is refunded before it is booked leaves less to book', async () => {
    await world.publish(paymentSucceeded, factOf('usr_eve', 'order', 'ord_3'));
    const refund = { ...factOf('usr_eve', 'order', 'ord_3', '2000'), refundId: 'rfd_2', holdId: null };
    await world.publish(refundSucceeded, refund);
    const input = { paymentId: 'pay_ord_3', to: { system: 'ESCROW:later' }, key: world.key() };
    const changes = await changeOf(['ESCROW:later', 'ESCROW:unbooked'], () =>
      world.call('commerce', 'bookPayment', input, 'isReplay'),
    );
    expect(changes).toEqual([3_000n, 0n]);
  });

  test('that is lost in a dispute is a loss of the platform', async () => {
    await world.publish(paymentSucceeded, factOf('usr_eve', 'order', 'ord_4'));
    const dispute = { ...factOf('usr_eve', 'order', 'ord_4'), disputeId: 'dsp_1' };
    const changes = await changeOf(['LOSSES', 'EXTERNAL:sandbox'], async () => {
      await world.publish(disputeOpened, dispute);
      await world.publish(disputeClosed, { ...dispute, outcome: 'LOST' });
    });
    expect(changes).toEqual([-5_000n, 5_000n]);
  });
});

describe('a deposit that is credited', () => {
  async function credited() {
    const ada = await world.person();
    const { deposit: begun } = await deposit(ada);
    const fact = factOf(ada.id, 'deposit', idOf(begun));
    await world.publish(paymentSucceeded, fact);
    return { ada, fact };
  }

  const hold = async (userId: string, id: string) => {
    const expiresAt = new Date(now.getTime() + 90 * 86_400 * SECOND_MS).toISOString();
    const input = { userId, amount: eur(2_000), expiresAt, reference: { type: 'refund', id }, key: world.key() };
    return idOf((await world.call('payments', 'holdFunds', input, 'hold { id }'))['hold']);
  };

  test('is refunded by capturing what was reserved for that', async () => {
    const { ada, fact } = await credited();
    const holdId = await hold(ada.id, 'rfd_3');
    expect(await world.balance(ada.id)).toEqual(['5000', '2000', '3000']);
    const refund = { ...fact, amount: '2000', refundId: 'rfd_3', holdId };
    await world.publish(refundSucceeded, refund);
    await world.publish(refundSucceeded, refund);
    expect(await world.balance(ada.id)).toEqual(['3000', '0', '3000']);
  });

  test('keeps what was reserved for a refund that is not made', async () => {
    const { ada, fact } = await credited();
    const holdId = await hold(ada.id, 'rfd_4');
    await world.publish(refundFailed, { ...fact, amount: '2000', refundId: 'rfd_4', holdId });
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
  });

  test.each([
    ['WON', '5000', [0n, 0n, 0n]],
    ['LOST', '0', [0n, 0n, 5_000n]],
  ] as const)('and disputed: %s', async (outcome, left, expected) => {
    const { ada, fact } = await credited();
    const dispute = { ...fact, disputeId: `dsp_${outcome}` };
    const changes = await changeOf(['ESCROW:disputes', 'LOSSES', 'EXTERNAL:sandbox'], async () => {
      await world.publish(disputeOpened, dispute);
      expect(await world.balance(ada.id)).toEqual(['0', '0', '0']);
      await world.publish(disputeClosed, { ...dispute, outcome });
    });
    expect(await world.balance(ada.id)).toEqual([left, '0', left]);
    expect(changes).toEqual(expected);
  });
});

describe('a withdrawal', () => {
  const WITHDRAWAL = 'withdrawal { id state arrivalDate } isReplay';
  const withdraw = ({ id, accountId }: { id: string; accountId: string }, more: object = {}) => {
    const input = { accountId, amount: eur(2_000), payoutMethodId: 'pom_eur', idempotencyKey: world.key(), ...more };
    return world.mutate(id, 'withdraw', input, WITHDRAWAL);
  };
  const isIn = (userId: string, id: string, state: string) => async () =>
    (await stateOf(userId, 'withdrawal', id)).state === state;
  const payoutOf = (userId: string, id: string) => ({
    ...{ payoutId: `pyo_${id}`, userId, amount: '2000', currency: 'EUR', provider: 'sandbox' },
    ...{ reference: { type: 'withdrawal', id }, at: now.toISOString() },
  });

  async function submitted() {
    const ada = await world.person(5_000n);
    const id = idOf((await withdraw(ada))['withdrawal']);
    wait(61 * SECOND_MS);
    await eventually(isIn(ada.id, id, 'SUBMITTED'), 'the saga to submit the withdrawal');
    await eventually(() => toy.payouts.some(({ reference }) => reference.id === id), 'the payout');
    return { ada, id };
  }

  test('reserves its amount, leaves it to the provider, and is paid once', async () => {
    const { ada, id } = await submitted();
    expect(await world.balance(ada.id)).toEqual(['3000', '0', '3000']);
    const changes = await changeOf(['PAYOUT_CLEARING', 'EXTERNAL:sandbox'], async () => {
      await world.publish(payoutPaid, payoutOf(ada.id, id));
      await world.publish(payoutPaid, payoutOf(ada.id, id));
    });
    expect(changes).toEqual([-2_000n, 2_000n]);
    expect(await stateOf(ada.id, 'withdrawal', id)).toEqual({ state: 'PAID', failureCode: null });
  });

  test.each([false, true])('whose payout fails is in the account again; paid before: %s', async (wasPaid) => {
    const { ada, id } = await submitted();
    if (wasPaid) await world.publish(payoutPaid, payoutOf(ada.id, id));
    const failed = { ...payoutOf(ada.id, id), failureCode: 'ACCOUNT_CLOSED', wasPaid };
    await world.publish(payoutFailed, failed);
    await world.publish(payoutFailed, failed);
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
    expect(await stateOf(ada.id, 'withdrawal', id)).toEqual({ state: 'FAILED', failureCode: 'ACCOUNT_CLOSED' });
  });

  test('can be cancelled until its money has left the account', async () => {
    const ada = await world.person(5_000n);
    const id = idOf((await withdraw(ada))['withdrawal']);
    expect(await world.balance(ada.id)).toEqual(['5000', '2000', '3000']);
    const cancel = () =>
      world.mutate(ada.id, 'cancelWithdrawal', { withdrawalId: id, idempotencyKey: world.key() }, WITHDRAWAL);
    expect((await cancel())['withdrawal']).toMatchObject({ state: 'CANCELLED' });
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
    expect((await cancel()).errors).toMatchObject([{ __typename: 'InvalidState' }]);
  });

  test('that payments refuses fails, and one that it does not answer is asked for again', async () => {
    const ada = await world.person(5_000n);
    const refusedId = idOf((await withdraw(ada))['withdrawal']);
    toy.refusal = 'MethodNotAvailable';
    wait(61 * SECOND_MS);
    await eventually(isIn(ada.id, refusedId, 'FAILED'), 'the refusal');
    toy.refusal = null;
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
    const id = idOf((await withdraw(ada))['withdrawal']);
    const before = toy.calls;
    toy.outage = 'after';
    wait(61 * SECOND_MS);
    await eventually(() => toy.calls > before, 'the first attempt');
    toy.outage = 'none';
    await eventually(async () => {
      wait(SECOND_MS);
      const [row] = await world.sql.$queryRaw<{ payout: string | null }[]>`
        SELECT payout_id AS payout FROM withdrawal WHERE id = ${id}`;
      return row?.payout === `pyo_${id}`;
    }, 'the second attempt');
    expect(toy.payouts.filter(({ reference }) => reference.id === id)).toHaveLength(1);
  });

  test.each([
    ['a payout method of somebody else', { payoutMethodId: 'pom_x' }, 'NotFound'],
    ['a payout method in another currency', { payoutMethodId: 'pom_usd' }, 'CurrencyMismatch'],
    ['more than there is', { amount: eur(5_001) }, 'InsufficientFunds'],
  ])('with %s is refused, and reserves nothing', async (_, more, __typename) => {
    const ada = await world.person(5_000n);
    expect((await withdraw(ada, more)).errors).toMatchObject([{ __typename }]);
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
  });

  test('counts against what may leave an account on one day, unless it is cancelled', async () => {
    const ada = await world.person(10_000_000n);
    const first = await withdraw(ada, { amount: eur(2_000_000) });
    expect((await withdraw(ada, { amount: eur(600_000) })).errors).toMatchObject([{ __typename: 'LimitReached' }]);
    const cancel = { withdrawalId: idOf(first['withdrawal']), idempotencyKey: world.key() };
    await world.mutate(ada.id, 'cancelWithdrawal', cancel, WITHDRAWAL);
    expect((await withdraw(ada, { amount: eur(600_000) })).errors).toEqual([]);
  });
});
