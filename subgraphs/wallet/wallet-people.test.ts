import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { userBlocked } from '../../runtime/relations/block-events.ts';
import { moneyRequested, transactionPosted } from './events.ts';
import { openWalletWorld, type WalletWorld } from './fixtures/wallet-world.ts';

let world: WalletWorld;
let now = new Date('2026-12-01T12:00:00.000Z');
const DAY_MS = 86_400_000;
const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR' });
const idOf = (entity: unknown): string => String(Object(entity).id);

beforeAll(async () => {
  world = await openWalletWorld({
    now: () => now,
    answers: {
      auth: (_, { id }) => ({ user: { id } }),
      profile: (_, { userId, nickname }) => ({
        profile: nickname === 'nobody' ? null : { displayName: 'Ben Adler', user: { id: userId ?? nickname } },
      }),
    },
  });
});
afterEach(async () => {
  expect(await world.worst()).toBeNull();
});
afterAll(() => world.close());

const query = async (viewerId: string, document: string, variables: object = {}) => {
  const { data, errors } = await world.execute(document, { ...variables }, world.as(viewerId));
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return Object(data);
};

const block = (blockerId: string, blockedId: string) =>
  world.publish(userBlocked, { userId: blockerId, blockedId, at: now.toISOString() });

const REQUEST = 'moneyRequest { id state requester { id } payer { id } memo amount { amount } } isReplay';
const ask = (from: string, to: string, more: object = {}) =>
  world.mutate(
    from,
    'requestMoney',
    { fromUserId: to, amount: eur(1_250), memo: 'Pizza', idempotencyKey: world.key(), ...more },
    REQUEST,
  );
const pay = (payer: string, moneyRequestId: string) =>
  world.mutate(
    payer,
    'payMoneyRequest',
    { moneyRequestId, idempotencyKey: world.key() },
    `transaction { kind memo counterparty { id } reference { type id } } ${REQUEST}`,
  );
const REQUESTS =
  'query ($direction: MoneyRequestDirection) { moneyRequests(direction: $direction) { edges { node { id state } } } }';

describe('a request for money', () => {
  test('is paid once, and both see what became of it', async () => {
    const [ada, ben] = [await world.person(5_000n), await world.person()];
    const { moneyRequest } = await ask(ben.id, ada.id);
    const id = idOf(moneyRequest);
    expect(moneyRequest).toMatchObject({ state: 'PENDING', requester: { id: ben.id }, payer: { id: ada.id } });
    expect(await pay(ada.id, id)).toMatchObject({
      ...{ errors: [], moneyRequest: { state: 'PAID' } },
      transaction: { kind: 'TRANSFER', memo: 'Pizza', counterparty: { id: ben.id }, reference: { id } },
    });
    expect((await pay(ada.id, id)).errors).toMatchObject([{ __typename: 'InvalidState' }]);
    expect(await world.balance(ben.id)).toEqual(['1250', '0', '1250']);
    const seen = { moneyRequests: { edges: [{ node: { id, state: 'PAID' } }] } };
    expect(await query(ben.id, REQUESTS, { direction: 'SENT' })).toEqual(seen);
    expect(await query(ada.id, REQUESTS, { direction: 'RECEIVED' })).toEqual(seen);
    expect(await query(ada.id, REQUESTS, { direction: 'SENT' })).toEqual({ moneyRequests: { edges: [] } });
  });

  test('is hidden from others, and from the two when one blocks the other', async () => {
    const [ada, ben, eve] = [await world.person(5_000n), await world.person(), await world.person(5_000n)];
    const id = idOf((await ask(ben.id, ada.id))['moneyRequest']);
    expect((await pay(eve.id, id)).errors).toMatchObject([{ __typename: 'NotFound' }]);
    expect(await query(eve.id, REQUESTS)).toEqual({ moneyRequests: { edges: [] } });
    await block(ada.id, ben.id);
    expect((await pay(ada.id, id)).errors).toMatchObject([{ __typename: 'NotFound' }]);
    expect(await query(ada.id, REQUESTS)).toEqual({ moneyRequests: { edges: [] } });
    expect(await query(ben.id, REQUESTS)).toEqual({ moneyRequests: { edges: [] } });
    expect((await ask(ben.id, ada.id)).errors).toMatchObject([{ __typename: 'NotFound' }]);
  });

  test('ends after thirty days, whether or not that was recorded', async () => {
    const [ada, ben] = [await world.person(5_000n), await world.person()];
    const id = idOf((await ask(ben.id, ada.id))['moneyRequest']);
    now = new Date(now.getTime() + 30 * DAY_MS);
    expect((await pay(ada.id, id)).errors).toMatchObject([{ __typename: 'InvalidState' }]);
    expect(await query(ada.id, REQUESTS)).toEqual({ moneyRequests: { edges: [{ node: { id, state: 'EXPIRED' } }] } });
    expect(await world.balance(ada.id)).toEqual(['5000', '0', '5000']);
  });

  test('notifies who is asked of the amount', async () => {
    const [ada, ben] = [await world.person(), await world.person()];
    await ask(ben.id, ada.id);
    const fact = (await world.published()).filter(({ type }) => type === moneyRequested.name).at(-1)?.payload;
    expect(moneyRequested.notification?.audience(Object(fact))).toEqual([
      { kind: 'USERS', userIds: [ada.id], actorId: ben.id },
    ]);
    expect(moneyRequested.notification?.values?.(Object(fact))).toEqual({ amount: '12.50 EUR' });
  });
});

test('money that arrives notifies who receives it, from an amount on', async () => {
  const [ada, ben] = [await world.person(5_000n), await world.person()];
  const audiences = [];
  for (const amount of [99, 100]) {
    const input = { fromAccountId: ada.accountId, toUserId: ben.id, amount: eur(amount), idempotencyKey: world.key() };
    await world.mutate(ada.id, 'transfer', input, 'isReplay');
    const fact = (await world.published()).filter(({ type }) => type === transactionPosted.name).at(-1)?.payload;
    audiences.push(transactionPosted.notification?.audience(Object(fact)));
  }
  expect(audiences).toEqual([[], [{ kind: 'USERS', userIds: [ben.id], actorId: ada.id }]]);
});

describe('a payee', () => {
  const PAYEE =
    'query ($userId: ID, $nickname: String) { walletPayee(userId: $userId, nickname: $nickname, currency: "EUR") { accountId displayName user { id } } }';

  test('is found by id and by nickname, with a shortened name', async () => {
    const [ada, ben] = [await world.person(), await world.person()];
    const payee = { walletPayee: { accountId: ben.accountId, displayName: 'Ben A.', user: { id: ben.id } } };
    expect(await query(ada.id, PAYEE, { userId: ben.id })).toEqual(payee);
    expect(await query(ada.id, PAYEE, { nickname: ben.id })).toEqual(payee);
    expect(await query(ada.id, PAYEE, { nickname: 'nobody' })).toEqual({ walletPayee: null });
  });

  test('who blocks the viewer, or is blocked by them, is none', async () => {
    const [ada, ben] = [await world.person(), await world.person()];
    await block(ben.id, ada.id);
    expect(await query(ada.id, PAYEE, { userId: ben.id })).toEqual({ walletPayee: null });
    expect(await query(ben.id, PAYEE, { userId: ada.id })).toEqual({ walletPayee: null });
  });
});

describe('a statement', () => {
  const STATEMENT = `query ($accountId: ID!, $from: DateTime!, $to: DateTime!, $format: StatementFormat!) {
    walletStatement(accountId: $accountId, from: $from, to: $to, format: $format) { url expiresAt } }`;
  const fetchFile = async (url: string) => {
    const { pathname, search } = new URL(url);
    return world.get(`${pathname}${search}`);
  };

  test('has the balances before and after, and the postings between them', async () => {
    const [ada, ben] = [await world.person(5_000n), await world.person()];
    const start = new Date(now.getTime() + DAY_MS);
    now = new Date(start.getTime() + DAY_MS);
    const input = { fromAccountId: ada.accountId, toUserId: ben.id, amount: eur(700), idempotencyKey: world.key() };
    await world.mutate(ada.id, 'transfer', { ...input, memo: '=1+1' }, 'isReplay');
    const period = {
      accountId: ada.accountId,
      from: start.toISOString(),
      to: new Date(now.getTime() + 1).toISOString(),
    };
    const { walletStatement } = await query(ada.id, STATEMENT, { ...period, format: 'JSON' });
    const json = await (await fetchFile(walletStatement.url)).json();
    expect(json).toMatchObject({
      ...{ openingBalance: '5000', closingBalance: '4300', currency: 'EUR' },
      postings: [{ kind: 'TRANSFER', amount: '-700', balanceAfter: '4300', memo: '=1+1' }],
    });
    const csv = (await query(ada.id, STATEMENT, { ...period, format: 'CSV' })).walletStatement;
    expect(await (await fetchFile(csv.url)).text()).toContain(",-7.00,EUR,43.00,'=1+1,");
    const empty = { ...period, from: period.to, to: new Date(now.getTime() + DAY_MS).toISOString(), format: 'JSON' };
    const { url } = (await query(ada.id, STATEMENT, empty)).walletStatement;
    expect(await (await fetchFile(url)).json()).toMatchObject({
      openingBalance: '4300',
      closingBalance: '4300',
      postings: [],
    });
    expect(await query(ben.id, STATEMENT, { ...period, format: 'CSV' })).toEqual({ walletStatement: null });
    const forged = walletStatement.url.replace(ada.accountId, ben.accountId);
    expect((await fetchFile(forged)).status).toBe(404);
    now = new Date(now.getTime() + 11 * 60_000);
    expect((await fetchFile(walletStatement.url)).status).toBe(404);
  });
});

describe('a person who deletes their account', () => {
  const OBSTACLES =
    'query ($userId: ID!) { deletionObstacles(userId: $userId) { kind count amount { amount currency } } }';

  test('has to settle what they have first, and then leaves amounts without a name', async () => {
    const [ada, ben] = [await world.person(5_000n), await world.person()];
    const obstaclesOf = async (userId: string) =>
      Object((await world.execute(OBSTACLES, { userId }, world.asService('auth'))).data).deletionObstacles;
    expect(await obstaclesOf(ada.id)).toEqual([
      { kind: 'BALANCE', count: 1, amount: { amount: '5000', currency: 'EUR' } },
    ]);
    expect(await obstaclesOf(ben.id)).toEqual([]);
    await ask(ada.id, ben.id, { memo: 'canary-of-ada' });
    const paid = await ask(ada.id, ben.id, { memo: 'canary-of-ada', amount: eur(1) });
    const input = { fromAccountId: ada.accountId, toUserId: ben.id, amount: eur(4_000), idempotencyKey: world.key() };
    await world.mutate(ada.id, 'transfer', { ...input, memo: 'canary-of-ada' }, 'isReplay');
    expect((await pay(ben.id, idOf(paid['moneyRequest']))).errors).toEqual([]);
    await world.erase(ada.id);
    expect(await world.remains(ada.id, 'canary-of-ada')).toEqual([]);
    expect(await world.balance(ben.id)).toEqual(['3999', '0', '3999']);
    const finance = world.as('usr_finance', { scopes: ['finance'] });
    const { data } = await world.execute(
      'query ($id: ID!) { walletAccount(id: $id) { owner { id } state balance { posted { amount } } } }',
      { id: ada.accountId },
      finance,
    );
    expect(data).toEqual({ walletAccount: { owner: null, state: 'CLOSED', balance: { posted: { amount: '0' } } } });
    const { errors } = await world.mutate(
      ben.id,
      'transfer',
      { fromAccountId: ben.accountId, toAccountId: ada.accountId, amount: eur(1), idempotencyKey: world.key() },
      'isReplay',
    );
    expect(errors).toMatchObject([{ __typename: 'NotFound' }]);
  });
});
