import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import type { Sql } from '../database/database.ts';
import { withRuntimeTables } from '../erasure/erase-marked.ts';
import type { Caller } from '../executor/caller.ts';
import { scalars } from '../graphql/scalars.ts';
import { type InvalidInput, parseInput } from '../operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../operations/result.ts';
import { pruneExpired } from '../subgraph/prune-expired.ts';
import { findReplay, idempotencyKey, once, type Replayable } from './once.ts';

type PayRefusal =
  | RefusalOf<'NotPermitted'>
  | (RefusalOf<'InsufficientFunds'> & { readonly available: { readonly amount: bigint; readonly currency: string } });

interface BankContext {
  readonly pay: (key: string | null, amount: bigint) => Promise<Replayable<{ paymentId: string }, { message: string }>>;
}

const CONTRACT = /* GraphQL */ `
  type Query {
    total: Int!
  }
  type Mutation {
    pay(key: String, amount: MinorUnits!): PayPayload!
  }
  type PayPayload {
    paymentId: ID
    isReplay: Boolean!
    errors: [PayError!]!
  }
  union PayError = InvalidInput | NotPermitted | InsufficientFunds | IdempotencyConflict | IdempotencyInProgress
`;

const PAY = /* GraphQL */ `
  mutation Pay($key: String, $amount: MinorUnits!) {
    pay(key: $key, amount: $amount) {
      paymentId
      isReplay
      errors {
        __typename
        ... on InsufficientFunds {
          available {
            amount
            currency
          }
        }
        ... on IdempotencyInProgress {
          retryAfter
        }
      }
    }
  }
`;

const ada: Caller = { viewerId: 'usr_ada', sessionId: null, scopes: [], service: null };
const ben: Caller = { ...ada, viewerId: 'usr_ben' };

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('an operation with idempotency keys, $form', ({ served }) => {
  let now = new Date('2026-11-30T12:00:00.000Z');
  let balance = 1_000n;
  /** What the next effects wait for, after they have written. */
  let gate: Promise<void> = Promise.resolve();
  let world: ToyWorld;
  let one: ToyProcess;
  let other: ToyProcess;

  /** Money is withheld from 13 for a reason of permission, and from more than the balance for one of business. */
  const effect = async (sql: Sql, amount: bigint): Promise<Result<{ paymentId: string }, PayRefusal>> => {
    const [row] = await sql.$queryRaw<{ id: string }[]>`
      INSERT INTO payment (amount) VALUES (${amount}) RETURNING 'pay_' || id::text AS id`;
    await gate;
    if (amount === 13n) return refuse({ __typename: 'NotPermitted', message: 'No.', path: ['amount'] });
    if (amount === 666n) throw new Error('The effect failed.');
    return done({ paymentId: row?.id ?? '' });
  };

  const bank: ToyDomain<BankContext> = {
    name: 'bank',
    contract: CONTRACT,
    tables: 'CREATE TABLE payment (id bigserial PRIMARY KEY, amount bigint NOT NULL)',
    resolvers: {
      ...scalars,
      Query: { total: () => 0 },
      Mutation: {
        async pay(_: unknown, { key, amount }: { key?: string | null; amount: bigint }, { pay }: BankContext) {
          const paid = await pay(key ?? null, amount);
          const { isReplay } = paid;
          return paid.ok
            ? { paymentId: paid.value.paymentId, isReplay, errors: [] }
            : { paymentId: null, isReplay, errors: [paid.refusal] };
        },
      },
    },
    open: (host, database) => ({
      createContext: ({ viewerId }) => ({
        async pay(key, amount) {
          const parsed = parseInput(idempotencyKey.nullable(), key);
          if (!parsed.ok) return { ...refuse<InvalidInput>(parsed.refusal), isReplay: false };
          return once<Sql, { paymentId: string }, PayRefusal>(
            { repository: database, now: host.now },
            { scope: viewerId ?? '', operation: 'pay', key: parsed.value, input: { amount } },
            async (_, sql) =>
              amount > balance
                ? refuse({
                    __typename: 'InsufficientFunds',
                    message: 'Not enough.',
                    path: ['amount'],
                    available: { amount: balance, currency: 'EUR' },
                  })
                : effect(sql, amount),
          );
        },
      }),
    }),
  };

  const pay = async (key: string | null, amount: number, caller = ada, process = one) => {
    const { data, errors } = await process.client('bank').execute(PAY, { key, amount: String(amount) }, caller);
    return errors === undefined ? data?.['pay'] : errors;
  };
  const payments = async () => (await world.query('bank', 'SELECT id FROM payment')).length;
  const keys = async () =>
    (await world.query<{ key: string }>('bank', 'SELECT key FROM idempotency_key ORDER BY key')).map(({ key }) => key);
  const refusedFor = (...names: string[]) => names.map((name) => expect.objectContaining({ __typename: name }));

  beforeAll(async () => {
    world = await openToyWorld({ served, now: () => now });
    [one, other] = [await world.open(bank), await world.open(bank)];
  });
  beforeEach(async () => {
    await world.query('bank', 'TRUNCATE payment, idempotency_key');
    now = new Date('2026-11-30T12:00:00.000Z');
    balance = 1_000n;
    gate = Promise.resolve();
  });
  afterAll(() => world.close());

  test('50 parallel calls over two processes have one effect and 49 replays', async () => {
    const calls = Array.from({ length: 50 }, (_, at) => pay('k', 5, ada, at % 2 === 0 ? one : other));

    const results = await Promise.all(calls);

    expect(await payments()).toBe(1);
    const [{ id }] = (await world.query<{ id: string }>('bank', 'SELECT id FROM payment')) as [{ id: string }];
    const replay = { paymentId: `pay_${id}`, isReplay: true, errors: [] };
    expect(results.filter((result) => Reflect.get(Object(result), 'isReplay') === false)).toHaveLength(1);
    expect(results.map((result) => ({ ...Object(result), isReplay: true }))).toEqual(Array(50).fill(replay));
  });

  test('another input under the same key is refused and has no effect', async () => {
    await pay('k', 5);

    const results = await Promise.all(
      Array.from({ length: 10 }, (_, at) => pay('k', 6, ada, at % 2 === 0 ? one : other)),
    );

    expect(results).toEqual(
      Array(10).fill({ paymentId: null, isReplay: false, errors: refusedFor('IdempotencyConflict') }),
    );
    expect(await payments()).toBe(1);
  });

  test('an earlier outcome is found without an effect, until its key expires', async () => {
    const earlier = (key: string | null, amount: bigint, scope = 'usr_ada') =>
      findReplay<{ paymentId: string }, PayRefusal>(
        { repository: { sql: world.database('bank').sql }, now: () => now },
        { scope, operation: 'pay', key, input: { amount } },
      );
    expect(await earlier('k', 5n)).toBeNull();
    const paid = await pay('k', 5);

    expect(await earlier('k', 5n)).toMatchObject({
      ok: true,
      isReplay: true,
      value: { paymentId: Reflect.get(Object(paid), 'paymentId') },
    });
    expect(await earlier('k', 6n)).toMatchObject({ ok: false, refusal: { __typename: 'IdempotencyConflict' } });
    for (const other of [earlier('k', 5n, 'usr_ben'), earlier('j', 5n), earlier(null, 5n)])
      expect(await other).toBeNull();
    expect(await payments()).toBe(1);
    now = new Date('2026-12-01T12:00:00.000Z');
    expect(await earlier('k', 5n)).toBeNull();
  });

  test('the key of one person is free for another, and without a key nothing is stored', async () => {
    await pay('k', 5);
    expect(await pay('k', 5, ben)).toMatchObject({ isReplay: false, errors: [] });
    expect(await pay(null, 5)).toMatchObject({ isReplay: false, errors: [] });
    expect(await pay(null, 5)).toMatchObject({ isReplay: false, errors: [] });
    expect(await payments()).toBe(4);
    expect(await keys()).toEqual(['k', 'k']);
  });

  test('a business refusal is replayed, with its amounts, though the call would succeed now', async () => {
    const refused = {
      paymentId: null,
      errors: [{ __typename: 'InsufficientFunds', available: { amount: '1000', currency: 'EUR' } }],
    };
    expect(await pay('k', 5_000)).toEqual({ ...refused, isReplay: false });
    balance = 9_000n;
    expect(await pay('k', 5_000, ada, other)).toEqual({ ...refused, isReplay: true });
    expect(await payments()).toBe(0);
  });

  test.each(['', 'é', 'x'.repeat(256)])(
    'a refusal by form (%s), by permission, and a failure store nothing',
    async (key) => {
      expect(await pay(key, 5)).toMatchObject({ isReplay: false, errors: refusedFor('InvalidInput') });
      expect(await pay('k', 13)).toMatchObject({ isReplay: false, errors: refusedFor('NotPermitted') });
      expect(await pay('k', 666)).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
      expect([await keys(), await payments()]).toEqual([[], 0]);
      expect(await pay('k', 5)).toMatchObject({ isReplay: false, errors: [] });
    },
  );

  test('a call that finds its key in use for longer than 1.5 s is refused, and succeeds later', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const first = pay('k', 5);
    await eventually(async () => (await world.query('bank', LOCKED)).length > 0, 'the first call to write');

    expect(await pay('k', 5, ada, other)).toEqual({
      paymentId: null,
      isReplay: false,
      errors: [{ __typename: 'IdempotencyInProgress', retryAfter: 1 }],
    });
    resolve();

    const paid = { paymentId: expect.any(String), errors: [] };
    expect(await first).toEqual({ ...paid, isReplay: false });
    // On a busy machine the other process may answer `UNAVAILABLE` first, which a client repeats.
    let again: unknown;
    await eventually(async () => {
      again = await pay('k', 5, ada, other);
      return Object(again).isReplay === true;
    }, 'the outcome to be replayed');
    expect(again).toEqual({ ...paid, isReplay: true });
    expect(await payments()).toBe(1);
  });

  test('a connection that is lost before the commit leaves neither key nor effect', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const first = pay('k', 5);
    await eventually(async () => (await world.query('bank', LOCKED)).length > 0, 'the first call to write');
    await world.query('bank', `SELECT pg_terminate_backend(pid) FROM (${LOCKED}) AS busy`);
    resolve();

    expect(await first).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    expect([await keys(), await payments()]).toEqual([[], 0]);
    expect(await pay('k', 5)).toMatchObject({ isReplay: false, errors: [] });
  });

  test('the keys of a person who has deleted their account are erased, and no others', async () => {
    await pay('a', 5);
    await pay('b', 5, ben);
    const { sql } = world.database('bank');

    expect(await withRuntimeTables(async () => ({ isComplete: true }))?.(sql, 'usr_ada', sql)).toEqual({
      isComplete: true,
    });

    expect(await keys()).toEqual(['b']);
  });

  test('after a day the key is free again, and is deleted', async () => {
    await pay('old', 5);
    await pay('used again', 5);
    now = new Date(now.getTime() + 24 * 60 * 60 * 1000 - 1);
    expect(await pay('used again', 5)).toMatchObject({ isReplay: true });
    now = new Date(now.getTime() + 1);
    expect(await pay('used again', 6)).toMatchObject({ isReplay: false, errors: [] });

    await pruneExpired(world.database('bank').sql, () => now).run(new AbortController().signal);

    expect(await keys()).toEqual(['used again']);
    expect(await pay('used again', 6)).toMatchObject({ isReplay: true });
  });
});

/** Sessions whose transaction has written a payment and not ended. */
const LOCKED = `SELECT pid FROM pg_locks WHERE relation = 'payment'::regclass AND mode = 'RowExclusiveLock'`;
