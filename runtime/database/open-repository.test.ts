import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Prisma, PrismaClient } from '../../prisma/generated/auth/client.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { maskThrown } from '../graphql/mask-errors.ts';
import { openLog } from '../logging/log.ts';
import { POOL_SIZE } from './open-pool.ts';
import { openRepository } from './open-repository.ts';

const createStore = (db: Prisma.TransactionClient) => ({
  async add(id: string): Promise<void> {
    await db.orphanedSession.create({ data: { id, expiresAt: new Date() } });
  },
  count: (): Promise<number> => db.orphanedSession.count(),
  async isolation(): Promise<string | undefined> {
    const [row] = await db.$queryRaw<{ level: string }[]>`SELECT current_setting('transaction_isolation') AS level`;
    return row?.level;
  },
});

let openedClients = 0;
const openStore = (databaseUrl: string) =>
  openRepository({
    schema: 'auth',
    databaseUrl,
    log: undefined,
    openClient: async (options) => {
      openedClients += 1;
      return new PrismaClient({ ...options, log: [] });
    },
    createStore,
  });

let database: FreshDatabase;
let repository: ReturnType<typeof openStore>;

beforeAll(async () => {
  database = await freshDatabase();
  repository = openStore(database.urlOf('auth'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});

test('Prisma is opened once, with the first call of a model', async () => {
  const own = openStore(database.urlOf('auth'));
  const before = openedClients;
  await Promise.all([own.isolation(), own.transaction((store) => store.isolation())]);
  expect(openedClients).toBe(before);
  await Promise.all([own.count(), own.transaction((store) => store.count())]);
  expect(openedClients).toBe(before + 1);
  await own.close();
});

test('a transaction sees its own writes, others do not, and what it throws takes them back', async () => {
  const work = repository.transaction(async (store) => {
    await store.add('a');
    expect(await Promise.all([store.count(), repository.count()])).toEqual([1, 0]);
    throw new Error('changed its mind');
  });

  await expect(work).rejects.toThrow('changed its mind');
  expect(await repository.count()).toBe(0);
});

test.each([
  [undefined, 'read committed'],
  ['ReadCommitted', 'read committed'],
  ['RepeatableRead', 'repeatable read'],
  ['Serializable', 'serializable'],
] as const)('isolation %s', async (isolation, level) => {
  expect(await repository.transaction((store) => store.isolation(), isolation)).toBe(level);
});

test('waiting too long for a connection, and keeping one too long, is a retryable fault', async () => {
  const busy = openStore(database.urlOf('auth'));
  const release = Promise.withResolvers<void>();
  const holders = Array.from({ length: POOL_SIZE }, () => {
    const begun = Promise.withResolvers<void>();
    const end = busy.transaction(async (store) => {
      begun.resolve();
      await release.promise;
      return store.count();
    });
    return { begun: begun.promise, end };
  });
  await Promise.all(holders.map(({ begun }) => begun));

  const overdue = Promise.allSettled(holders.map(({ end }) => end));
  // Longer than a transaction may take, so that it has ended before its last statement.
  const alarm = setTimeout(() => release.resolve(), 5_500);
  const [waiting] = await Promise.allSettled([busy.transaction((store) => store.count())]);

  const answers = [waiting, ...(await overdue)].map((end) => {
    if (end.status === 'fulfilled') return end.value;
    return maskThrown(end.reason, openLog('test', 'silent'), 'req_1').toJSON();
  });
  clearTimeout(alarm);
  expect(answers).toEqual(
    Array(POOL_SIZE + 1).fill(
      expect.objectContaining({
        message: 'Temporarily unavailable. Try again.',
        extensions: { code: 'UNAVAILABLE', retryable: true },
      }),
    ),
  );
  expect(await busy.count()).toBe(0);
  await busy.close();
});
