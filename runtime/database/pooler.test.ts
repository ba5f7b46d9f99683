import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type Prisma, PrismaClient } from '../../prisma/generated/auth/client.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { findPgBouncer, type PgBouncer, startPgBouncer } from '../../tests/pgbouncer.ts';
import { createElections } from '../events/leader.ts';
import { migrateDomain } from '../migrations/migrations.ts';
import { isTransient } from './database-errors.ts';
import { openRepository } from './open-repository.ts';

const version = findPgBouncer();
/** From 1.21 on; a pooler without that support is had by a setting. */
const isCapable = version !== null && (version[0] > 1 || version[1] >= 21);
const INCAPABLE = isCapable ? ['max_prepared_statements = 0'] : [];
if (version === null) process.stderr.write('PgBouncer is not installed: its tests are skipped.\n');
else if (!isCapable)
  process.stderr.write(`PgBouncer ${version.join('.')} does not support prepared statements: a test is skipped.\n`);

const createStore = (db: Prisma.TransactionClient) => ({
  things: (): Promise<unknown[]> => db.$queryRaw`SELECT * FROM thing LIMIT 1`,
  add: (id: string): Promise<number> => db.$executeRaw`INSERT INTO thing (id) VALUES (${id})`,
  ids: (): Promise<{ id: string }[]> => db.$queryRaw`SELECT id FROM thing`,
  // Two texts with the same parameters.
  one: (value: number): Promise<unknown[]> => db.$queryRaw`SELECT 1 AS kind, ${value}::int AS value`,
  two: (value: number): Promise<unknown[]> => db.$queryRaw`SELECT 2 AS kind, ${value}::int AS value`,
  preparedStatements: (): Promise<unknown[]> =>
    db.$queryRaw`SELECT FROM pg_prepared_statements WHERE statement LIKE '%thing%'`,
  sessions: (): Promise<unknown[]> => db.orphanedSession.findMany({ take: 1 }),
});

function openProcess(databaseUrl: string) {
  const lines: string[] = [];
  const repository = openRepository({
    schema: 'auth',
    databaseUrl,
    log: pino({}, { write: (line) => void lines.push(line) }),
    openClient: async (options) => new PrismaClient({ ...options, log: [] }),
    createStore,
  });
  return { repository, lines };
}
type Repository = ReturnType<typeof openProcess>['repository'];

/** Calls a process in four ways at a time, again and again. */
function load(repository: Repository, name: string) {
  const stored: string[] = [];
  const failures: unknown[] = [];
  const counts = [0, 0, 0, 0];
  let isEnding = false;
  const expectRow = async (rows: Promise<unknown[]>, kind: number, value: number): Promise<void> =>
    expect(await rows).toEqual([{ kind, value }]);
  const calls: ((nth: number) => Promise<unknown>)[] = [
    (nth) => expectRow(repository.one(nth), 1, nth),
    (nth) => expectRow(repository.two(nth), 2, nth),
    async (nth) => {
      const id = `${name}_${nth}`;
      await repository.transaction((store) =>
        Promise.all([store.things(), store.add(id), expectRow(store.two(nth), 2, nth)]),
      );
      stored.push(id);
    },
    () => Promise.all([repository.things(), repository.sessions()]),
  ];
  const working = calls.map(async (call, at) => {
    for (let nth = 0; !isEnding; nth += 1) {
      await call(nth).then(
        () => Object.assign(counts, { [at]: (counts[at] ?? 0) + 1 }),
        (error: unknown) => failures.push(error),
      );
    }
  });
  return {
    stored,
    failures,
    /** Resolves when each call has succeeded ten times more. */
    async progress(): Promise<void> {
      const before = [...counts];
      await eventually(() => counts.every((count, at) => count >= (before[at] ?? 0) + 10), 'every call to succeed');
    },
    async end(): Promise<void> {
      isEnding = true;
      await Promise.all(working);
    },
  };
}

(version === null ? describe.skip : describe)('behind PgBouncer in transaction mode', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await database.query('CREATE TABLE auth.thing (id text PRIMARY KEY)');
    await database.query('GRANT ALL ON auth.thing TO auth');
    await database.query("INSERT INTO auth.orphaned_session (id, expires_at) VALUES ('one', now())");
  });
  afterAll(async () => {
    await database.drop();
  });

  /** Two processes under load, while tables are migrated, and the pooler is killed and started again. */
  async function run(pooler: PgBouncer, parameters: string) {
    await database.query('TRUNCATE auth.thing');
    const processes = [openProcess(pooler.url + parameters), openProcess(pooler.url + parameters)];
    const loads = processes.map(({ repository }, nth) => load(repository, `p${nth}`));
    const progress = () => Promise.all(loads.map((one) => one.progress()));
    try {
      await progress();
      await database.query('ALTER TABLE auth.thing ADD COLUMN added int');
      await database.query('ALTER TABLE auth.orphaned_session ALTER COLUMN expires_at TYPE timestamptz(6)');
      await progress();
      await pooler.restart();
      await progress();
      await database.query('ALTER TABLE auth.thing DROP COLUMN added');
      await database.query('ALTER TABLE auth.orphaned_session ALTER COLUMN expires_at TYPE timestamptz(3)');
      await progress();
    } finally {
      await Promise.all(loads.map((one) => one.end()));
    }
    const lasting = await failuresAfterwards(processes);
    const [statements, ids] = await Promise.all([
      processes[0]?.repository.preparedStatements(),
      processes[0]?.repository.ids(),
    ]);
    await Promise.all(processes.map(({ repository }) => repository.close()));
    expect(loads.flatMap(({ failures }) => failures).filter((error) => !isTransient(error))).toEqual([]);
    expect(lasting).toEqual([]);
    expect(ids?.map(({ id }) => id)).toEqual(expect.arrayContaining(loads.flatMap(({ stored }) => stored)));
    return { isPrepared: statements?.length !== 0, lines: processes.map(({ lines }) => lines.join('')) };
  }

  /** What still fails once every statement has been prepared anew. */
  async function failuresAfterwards(processes: readonly { readonly repository: Repository }[]): Promise<unknown[]> {
    const read = ({ repository }: { readonly repository: Repository }) =>
      repository.transaction((store) => Promise.all([store.things(), store.sessions()]));
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => processes.map(read)).flat());
    return outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  }

  const withPooler = async <Value>(settings: readonly string[], work: (pooler: PgBouncer) => Promise<Value>) => {
    const pooler = await startPgBouncer(database.urlOf('auth'), settings);
    return work(pooler).finally(pooler.close);
  };

  (isCapable ? test : test.skip)('that supports prepared statements, they are prepared', async () => {
    const { isPrepared, lines } = await withPooler(['max_prepared_statements = 200'], (pooler) => run(pooler, ''));
    expect(isPrepared).toBe(true);
    expect(lines.join('')).not.toMatch(/no longer prepared/);
  });

  test('that does not, they are sent without a name when its URL says so', async () => {
    const { isPrepared, lines } = await withPooler(INCAPABLE, (pooler) => run(pooler, '?prepared_statements=false'));
    expect(isPrepared).toBe(false);
    expect(lines.join('')).not.toMatch(/no longer prepared/);
  });

  test('that does not, and nobody said so, they are soon sent without a name', async () => {
    const { lines } = await withPooler(INCAPABLE, (pooler) => run(pooler, ''));
    for (const log of lines) expect(log.match(/no longer prepared/g)).toHaveLength(1);
  });

  test('nobody leads, whose connection leads there', async () => {
    const lines: string[] = [];
    const elect = createElections(pino({}, { write: (line) => void lines.push(line) }));
    await withPooler([], async ({ url }) => {
      const terms: AbortSignal[] = [];
      const election = elect({
        databaseUrl: url,
        name: 'auth.workers',
        work: async (signal) => void terms.push(signal),
      });
      await eventually(
        () => lines.some((line) => line.includes('DATABASE_DIRECT_URL')),
        'the connection to be refused',
      );
      await election.close();
      expect(terms).toEqual([]);
    });
  });

  test('nothing is migrated whose connection leads there', async () => {
    const pooler = await startPgBouncer(database.ownerUrl);
    const role = { name: 'auth', password: 'unused' };
    await expect(migrateDomain({ ownerUrl: pooler.url, domain: 'auth', role })).rejects.toThrow(
      /pooler: set DATABASE_URL/,
    );
    await pooler.close();
  });
});
