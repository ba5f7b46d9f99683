import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import { noteDeleted } from '../erasure/erasure-table.ts';
import { ANONYMOUS, type Caller } from '../executor/caller.ts';
import { createSealedBox } from '../sealed-box.ts';
import { pruneExpired } from '../subgraph/prune-expired.ts';
import { type RetainedRecord, readRetainedRecords, retainRows } from './retained-records.ts';

const CANARY = 'Canary Lane 7';
const PRISMA_SCHEMA = `
model Invoice {
  id      String  @id
  amount  BigInt
  /// @user clear
  /// @export none: shown by the test
  /// @retained 10 tax law: id, payerName, address
  payerId String? @map("payer_id")
  payerName String? @map("payer_name")
  address String?

  @@map("invoice")
}

model Contract {
  id      String @id
  /// @user delete
  /// @export none: shown by the test
  /// @retained 3 statute of limitations: terms
  ownerId String @map("owner_id")
  terms   String

  @@map("contract")
}
`;
const TABLES = `
  CREATE TABLE invoice (id text PRIMARY KEY, amount bigint NOT NULL, payer_id text, payer_name text, address text);
  CREATE TABLE contract (id text PRIMARY KEY, owner_id text NOT NULL, terms text NOT NULL)`;

const EVERY_ROW = ['invoice', 'contract', 'retained_record', 'audit_entry', 'outbox_event', 'idempotency_key']
  .map((table) => `SELECT t::text AS row FROM ${table} AS t`)
  .join(' UNION ALL ');

const START = new Date('2026-11-30T12:00:00.000Z');
const box = createSealedBox('test:retention', 'a secret of the test, thirty-two characters and more');

interface ShopContext {
  readonly read: (subjectId: string) => Promise<RetainedRecord[]>;
}

const auditor: Caller = { ...ANONYMOUS, viewerId: 'usr_auditor', scopes: ['finance'] };

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('records that the law requires to be kept, $form', ({ served }) => {
  let now = START;
  let world: ToyWorld;
  let running: ToyProcess;

  const shop: ToyDomain<ShopContext> = {
    name: 'shop',
    contract:
      'type Query { retained(subjectId: ID!): [Record!]! } type Record { source: String! reason: String! retainUntil: String! record: String! }',
    tables: TABLES,
    prismaSchema: PRISMA_SCHEMA,
    resolvers: {
      Query: {
        retained: async (_: unknown, { subjectId }: { subjectId: string }, { read }: ShopContext) =>
          (await read(subjectId)).map((row) => ({ ...row, retainUntil: row.retainUntil.toISOString() })),
      },
    },
    open: (host, database) => ({
      retentionBox: box,
      createContext: (caller, { requestId = null }) => ({
        read: (subjectId) =>
          database.transaction((_, sql) =>
            readRetainedRecords(sql, box, { caller, requestId, now: host.now }, { subjectId, reason: 'A tax audit.' }),
          ),
      }),
    }),
  };

  const read = async (subjectId: string, caller = auditor) => {
    const query = 'query ($subjectId: ID!) { retained(subjectId: $subjectId) { source reason retainUntil record } }';
    return running.client('shop').execute(query, { subjectId }, caller);
  };
  const erase = async (userId: string) => {
    await noteDeleted(world.database('shop').sql, userId, now);
    await eventually(
      async () =>
        (await world.query('shop', 'SELECT FROM erasure WHERE user_id = $1 AND erased_at IS NOT NULL', [userId]))
          .length > 0,
      'the person to be erased',
    );
  };
  const retain = async () => {
    const { sql } = world.database('shop');
    const rows = { subjectId: 'usr_ada', reason: 'tax law', records: ['{"name": "Ada"}'] };
    await retainRows(sql, box, { ...rows, source: 'invoice', years: 10 }, now);
    await retainRows(sql, box, { ...rows, source: 'contract', years: 3 }, now);
  };
  const counts = async () =>
    (
      await world.query(
        'shop',
        'SELECT (SELECT count(*)::int FROM audit_entry) AS audited, (SELECT count(*)::int FROM retained_record) AS retained',
      )
    )[0];

  beforeAll(async () => {
    world = await openToyWorld({ served, now: () => now });
    running = await world.open(shop);
  });
  beforeEach(async () => {
    now = START;
    await world.query('shop', 'TRUNCATE invoice, contract, erasure, retained_record, audit_entry');
    await world.query(
      'shop',
      `INSERT INTO invoice VALUES ('inv_1', 1250, 'usr_ada', 'Ada', '${CANARY}'), ('inv_2', 99, 'usr_ben', 'Ben', 'Elm Street'),
         ('inv_3', 5, 'usr_ada', NULL, NULL);
       INSERT INTO contract VALUES ('con_1', 'usr_ada', 'At ${CANARY}')`,
    );
  });
  afterAll(() => world.close());

  test('are sealed when the person is erased: amounts stay, the person goes, and nothing readable is left', async () => {
    await erase('usr_ada');

    expect(await world.query('shop', 'SELECT * FROM invoice ORDER BY id')).toEqual([
      { id: 'inv_1', amount: '1250', payer_id: null, payer_name: null, address: null },
      { id: 'inv_2', amount: '99', payer_id: 'usr_ben', payer_name: 'Ben', address: 'Elm Street' },
      { id: 'inv_3', amount: '5', payer_id: null, payer_name: null, address: null },
    ]);
    expect(await world.query('shop', 'SELECT * FROM contract')).toEqual([]);
    expect(await world.query('shop', `SELECT row FROM (${EVERY_ROW}) AS rows WHERE row LIKE '%${CANARY}%'`)).toEqual(
      [],
    );
    const { data } = await read('usr_ada');
    // Records of one table come in no order.
    expect(data?.['retained']).toHaveLength(3);
    expect(data?.['retained']).toEqual(
      expect.arrayContaining([
        {
          source: 'contract',
          reason: 'statute of limitations',
          retainUntil: '2029-11-30T12:00:00.000Z',
          record: `{"terms": "At ${CANARY}"}`,
        },
        {
          source: 'invoice',
          reason: 'tax law',
          retainUntil: '2036-11-30T12:00:00.000Z',
          record: JSON.stringify({ id: 'inv_1', address: CANARY, payerName: 'Ada' }).replaceAll(/([:,])"/g, '$1 "'),
        },
        { source: 'invoice', reason: 'tax law', retainUntil: '2036-11-30T12:00:00.000Z', record: '{"id": "inv_3"}' },
      ]),
    );
  });

  test('are read only with the scope finance, and each reading is audited', async () => {
    await retain();
    for (const caller of [ANONYMOUS, { ...auditor, scopes: ['admin'] }]) {
      expect((await read('usr_ada', caller)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    expect(await counts()).toMatchObject({ audited: 0 });

    await read('usr_ada');

    expect(await world.query('shop', 'SELECT actor_id, scope, action, subject_id, reason FROM audit_entry')).toEqual([
      {
        actor_id: 'usr_auditor',
        scope: 'finance',
        action: 'readRetainedRecords',
        subject_id: 'usr_ada',
        reason: 'A tax audit.',
      },
    ]);
  });

  test('open only as those of their person', async () => {
    await retain();
    await world.query('shop', "UPDATE retained_record SET subject_id = 'usr_ben'");

    expect((await read('usr_ben')).errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
  });

  test('are deleted when their time is over', async () => {
    await retain();
    const prune = () => pruneExpired(world.database('shop').sql, () => now).run(new AbortController().signal);
    now = new Date('2029-11-30T11:59:59.999Z');
    await prune();
    expect(await counts()).toMatchObject({ retained: 2 });
    now = new Date('2029-11-30T12:00:00.000Z');
    expect((await read('usr_ada')).data?.['retained']).toHaveLength(1);
    await prune();
    expect(await counts()).toMatchObject({ retained: 1 });
    now = new Date('2036-11-30T12:00:00.000Z');
    await prune();
    expect(await counts()).toMatchObject({ retained: 0 });
  });
});
