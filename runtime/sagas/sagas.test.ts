import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import type { Sql } from '../database/database.ts';
import { serviceCaller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';
import { notifyWork } from '../work/enqueue-work.ts';
import { beginSaga, wakeSaga } from './begin-saga.ts';
import { handleSaga, step } from './handle-saga.ts';
import { pruneSagas } from './prune-sagas.ts';
import { defineSaga } from './saga-type.ts';

type State = 'PLACED' | 'FUNDING' | 'FUNDED' | 'RELEASING' | 'PAID' | 'CANCELLED';
const orderSaga = defineSaga<State, { readonly amount: number; readonly holdId?: string }>('order', 'PLACED');

const MINUTE_MS = 60_000;
const HOLD =
  'mutation ($key: String!, $subject: String!, $amount: Int!) { hold(key: $key, subject: $subject, amount: $amount) }';

/** Points at which the process that works on an order ends, the first time it comes there. */
type Point = 'before asking' | 'after asking' | 'before noting' | 'after noting';

/** What a test has prepared, by order. */
const ends = new Map<string, Point>();
const bankFaults = new Map<string, number>();
const shopFaults = new Set<string>();
const reached = new Set<string>();
let release: () => void = () => undefined;
let ended: Promise<never>;
let offsetMs = 0;

/** Never goes on where the process of the order is to end; until the file is over, when its lease is long another's. */
async function passPoint(subject: string, point: Point): Promise<void> {
  if (ends.get(subject) !== point) return;
  ends.delete(subject);
  reached.add(subject);
  await ended;
}

const bank: ToyDomain<{ readonly sql: Sql }> = {
  name: 'bank',
  contract: 'type Query { none: String } type Mutation { hold(key: String!, subject: String!, amount: Int!): String! }',
  tables: 'CREATE TABLE hold (key text PRIMARY KEY, subject text, amount int, requests int NOT NULL DEFAULT 1)',
  resolvers: {
    Mutation: {
      async hold(_: unknown, { key, subject, amount }: Record<string, unknown>, { sql }: { sql: Sql }) {
        if (Number(amount) > 100) return 'REFUSED';
        await sql.$executeRaw`INSERT INTO hold VALUES (${key}, ${subject}, ${amount}::int)
          ON CONFLICT (key) DO UPDATE SET requests = hold.requests + 1`;
        const faults = bankFaults.get(String(subject)) ?? 0;
        bankFaults.set(String(subject), faults - 1);
        if (faults > 0) throw fault('UNAVAILABLE', 'The answer is lost.');
        return 'HELD';
      },
    },
  },
  open: (_, { sql }) => ({ createContext: () => ({ sql }) }),
};

interface ShopContext {
  readonly order: (subject: string, amount: number, fails: boolean) => Promise<boolean>;
  readonly pay: (subject: string) => Promise<boolean>;
}

const shop: ToyDomain<ShopContext> = {
  name: 'shop',
  contract: `type Query { none: String }
    type Mutation { order(subject: String!, amount: Int!, fails: Boolean = false): Boolean! pay(subject: String!): Boolean! }`,
  tables:
    'CREATE TABLE reservation (subject text); CREATE TABLE release (subject text); CREATE TABLE payment (subject text)',
  resolvers: {
    Mutation: {
      order: (_: unknown, args: { subject: string; amount: number; fails: boolean }, { order }: ShopContext) =>
        order(args.subject, args.amount, args.fails),
      pay: (_: unknown, { subject }: { subject: string }, { pay }: ShopContext) => pay(subject),
    },
  },
  open({ ask, now, signals }, database) {
    const notified = async (work: (sql: Sql) => Promise<boolean>): Promise<boolean> => {
      const result = await database.transaction((_, sql) => work(sql));
      await notifyWork(signals, 'shop');
      return result;
    };
    return {
      createContext: () => ({
        order: (subject, amount, fails) =>
          notified(async (sql) => {
            const isNew = await beginSaga(sql, orderSaga, { subject, data: { amount } }, now());
            if (fails) throw new Error('before the commit');
            return isNew;
          }),
        pay: (subject) =>
          notified(async (sql) => {
            await sql.$executeRaw`INSERT INTO payment VALUES (${subject})`;
            return wakeSaga(sql, orderSaga, subject, now());
          }),
      }),
      work: [
        handleSaga<Sql, State, { readonly amount: number; readonly holdId?: string }>(orderSaga, {
          now,
          states: {
            PLACED: step({
              async run(sql: Sql, { subject }) {
                await sql.$executeRaw`INSERT INTO reservation VALUES (${subject})`;
                if (shopFaults.has(subject)) throw new Error('out of paper');
                return { next: 'FUNDING' };
              },
            }),
            FUNDING: step({
              async call({ subject, data: { amount } }, key) {
                await passPoint(subject, 'before asking');
                const { hold } = await ask('bank', HOLD, { key, subject, amount }, serviceCaller('shop'), {
                  // So that a busy machine does not look like a lost answer.
                  withinMs: 2_000,
                });
                await passPoint(subject, 'after asking');
                return { key, outcome: hold };
              },
              async run(sql: Sql, { subject }, _, { key, outcome }) {
                if (outcome !== 'HELD') return { refuse: 'the bank refuses' };
                if (ends.get(subject) === 'before noting') {
                  ends.delete(subject);
                  reached.add(subject);
                  await sql.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
                }
                const at = new Date(now().getTime() + 15 * MINUTE_MS);
                return {
                  next: 'FUNDED',
                  data: { holdId: key },
                  at,
                  afterCommit: () => passPoint(subject, 'after noting'),
                };
              },
              refused: 'RELEASING',
            }),
            FUNDED: step({
              async run(sql: Sql, { subject }) {
                const paid = await sql.$queryRaw<unknown[]>`SELECT 1 FROM payment WHERE subject = ${subject}`;
                return paid.length > 0 ? { next: 'PAID' } : { next: 'RELEASING' };
              },
            }),
            RELEASING: step({
              async run(sql: Sql, { subject }) {
                await sql.$executeRaw`INSERT INTO release VALUES (${subject})`;
                return { next: 'CANCELLED' };
              },
            }),
            PAID: null,
            CANCELLED: null,
          },
        }),
      ],
    };
  },
};

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('sagas of a toy domain, $form', ({ served }) => {
  let world: ToyWorld;
  let first: ToyProcess;

  beforeAll(async () => {
    offsetMs = 0;
    ended = new Promise((_, reject) => {
      release = () => reject(new Error('The process has ended.'));
    });
    ended.catch(() => undefined);
    world = await openToyWorld({ served, now: () => new Date(Date.now() + offsetMs) });
    first = await world.open(bank, shop);
    await world.open(bank, shop);
  });
  afterAll(async () => {
    release();
    await world.close();
  });

  const mutate = (field: string) => first.client('shop').execute(`mutation { result: ${field} }`);
  const order = (subject: string, amount = 50) => mutate(`order(subject: "${subject}", amount: ${amount})`);
  const sagaOf = async (subject: string) =>
    (
      await world.query('shop', 'SELECT id, state, data, last_error, ended_at FROM saga WHERE subject = $1', [subject])
    )[0];
  const isIn = (subject: string, state: State) =>
    eventually(async () => (await sagaOf(subject))?.['state'] === state, `${subject} to be ${state}`);
  const countIn = async (table: 'reservation' | 'release', subject: string) =>
    (await world.query('shop', `SELECT 1 FROM ${table} WHERE subject = $1`, [subject])).length;
  const holdsOf = (subject: string) =>
    world.query('bank', 'SELECT key, requests FROM hold WHERE subject = $1', [subject]);

  test.each<[Point, number]>([
    ['before asking', 1],
    ['after asking', 2],
    ['before noting', 2],
    ['after noting', 1],
  ])(
    'go on when the process ends %s and Redis forgets everything, and have each effect once',
    async (point, requests) => {
      const subject = `order ${point}`;
      ends.set(subject, point);
      await order(subject);
      await eventually(() => reached.has(subject), 'the process to end');
      reached.delete(subject);
      await first.process.redis.commands.flushall();
      // Its lease ends as it does some time after its process.
      await world.query(
        'shop',
        "UPDATE work_item SET lease_until = now() - interval '1 second' WHERE id = $1 AND lease_token IS NOT NULL",
        [(await sagaOf(subject))?.['id']],
      );

      await isIn(subject, 'FUNDED');
      expect(await mutate(`pay(subject: "${subject}")`)).toEqual({ data: { result: true } });
      await isIn(subject, 'PAID');

      const saga = await sagaOf(subject);
      const key = `${saga?.['id']}:FUNDING:1`;
      expect(await holdsOf(subject)).toEqual([{ key, requests }]);
      expect(saga).toMatchObject({ data: { amount: 50, holdId: key }, ended_at: expect.any(Date) });
      expect(await countIn('reservation', subject)).toBe(1);
      expect(await mutate(`pay(subject: "${subject}")`)).toEqual({ data: { result: false } });
    },
  );

  test('do not begin when the transaction ends before its commit, and once for each subject', async () => {
    await mutate('order(subject: "twice", amount: 50, fails: true)');
    expect(await sagaOf('twice')).toBeUndefined();

    expect(await order('twice')).toEqual({ data: { result: true } });
    expect(await order('twice', 70)).toEqual({ data: { result: false } });
    await isIn('twice', 'FUNDED');
    expect(await sagaOf('twice')).toMatchObject({ data: { amount: 50 } });
  });

  test('enter the state for refusals', async () => {
    await order('too much', 1_000);
    await isIn('too much', 'CANCELLED');

    expect(await sagaOf('too much')).toMatchObject({ last_error: 'the bank refuses' });
    expect(await countIn('release', 'too much')).toBe(1);
  });

  test('repeat the key while the answer is unknown', async () => {
    bankFaults.set('unknown', 2);
    await order('unknown');
    await isIn('unknown', 'FUNDED');

    expect(await holdsOf('unknown')).toEqual([{ key: expect.stringMatching(/:FUNDING:1$/), requests: 3 }]);
  });

  test('that are woken before they begin to wait do not wait', async () => {
    ends.set('early', 'before asking');
    await order('early');
    await eventually(() => reached.has('early'), 'the request');
    reached.delete('early');
    await mutate('pay(subject: "early")');
    await world.query('shop', "UPDATE work_item SET lease_until = now() - interval '1 second' WHERE id = $1", [
      (await sagaOf('early'))?.['id'],
    ]);

    await isIn('early', 'PAID');
  });

  test('run a step when its time has come', async () => {
    await order('late');
    await isIn('late', 'FUNDED');
    offsetMs += 15 * MINUTE_MS;

    await isIn('late', 'CANCELLED');
    expect(await countIn('release', 'late')).toBe(1);
  });

  test('that ended are deleted after 30 days, and one that runs is not', async () => {
    await order('refused', 1_000);
    await isIn('refused', 'CANCELLED');
    await order('running');
    await isIn('running', 'FUNDED');
    const { sql } = world.database('shop');
    const inDays = (days: number) => new Date(Date.now() + offsetMs + days * 24 * 60 * MINUTE_MS);

    expect(await pruneSagas(sql, inDays(29))).toBe(true);
    expect(await sagaOf('refused')).toBeDefined();
    expect(await pruneSagas(sql, inDays(31))).toBe(true);

    expect(await sagaOf('refused')).toBeUndefined();
    expect(await sagaOf('running')).toMatchObject({ state: 'FUNDED' });
  });

  test('that fail are listed, run again or abandoned', async () => {
    const { failedSagas } = first.subgraph('shop');
    for (const subject of ['retried', 'abandoned']) {
      shopFaults.add(subject);
      await order(subject);
    }
    await eventually(async () => (await failedSagas.list()).length === 2, 'both to fail');
    const [retried, abandoned] = await Promise.all([sagaOf('retried'), sagaOf('abandoned')]);
    expect(await failedSagas.list()).toEqual(
      [retried, abandoned].map((saga) =>
        expect.objectContaining({
          id: saga?.['id'],
          state: 'PLACED',
          error: 'Error: out of paper',
          dueAt: expect.any(Date),
        }),
      ),
    );

    expect(await failedSagas.abandon(String(abandoned?.['id']))).toBe(true);
    expect(await failedSagas.abandon(String(abandoned?.['id']))).toBe(false);
    // As if it had failed so often that it is not tried again.
    await world.query('shop', 'UPDATE work_item SET failed_at = now(), lease_token = NULL WHERE id = $1', [
      retried?.['id'],
    ]);
    shopFaults.clear();
    expect(await failedSagas.retry(String(retried?.['id']))).toBe(1);

    await isIn('retried', 'FUNDED');
    expect(await sagaOf('abandoned')).toMatchObject({
      state: 'PLACED',
      last_error: 'abandoned',
      ended_at: expect.any(Date),
    });
    expect(await countIn('reservation', 'abandoned')).toBe(0);
    expect(await failedSagas.list()).toEqual([]);
  });
});
