import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import type { Sql } from '../database/database.ts';
import { withRuntimeTables } from '../erasure/erase-marked.ts';
import { type Caller, serviceCaller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';
import { type AuditChain, verifyAuditChain } from './audit-chain.ts';
import { createAuditLog } from './audit-log.ts';

interface GateContext {
  readonly open: (id: string, reason: string | null) => Promise<void>;
}

const now = new Date('2026-11-30T12:00:00.123Z');

const gates: ToyDomain<GateContext> = {
  name: 'gates',
  contract: 'type Query { isOpen: Boolean } type Mutation { openGate(id: String!, reason: String): String }',
  tables: 'CREATE TABLE gate (id text PRIMARY KEY)',
  resolvers: {
    Query: { isOpen: () => false },
    Mutation: {
      async openGate(_: unknown, { id, reason = null }: { id: string; reason?: string | null }, { open }: GateContext) {
        await open(id, reason);
        return id;
      },
    },
  },
  open: (host, database) => ({
    createContext: (caller, { requestId }) => ({
      open: (id, reason) =>
        database.transaction(async (_, sql) => {
          const request = { caller, requestId: requestId ?? null, now: host.now };
          const audited = { scope: 'admin', action: 'openGate', subjectId: id, before: { isOpen: false } };
          await createAuditLog(sql).recordAudit(request, { ...audited, reason, after: { isOpen: true } });
          await sql.$executeRaw`INSERT INTO gate (id) VALUES (${id})`;
          if (id === 'stuck') throw fault('UNAVAILABLE', 'The gate is stuck.');
        }),
    }),
  }),
};

const ada: Caller = { viewerId: 'usr_ada', sessionId: null, scopes: ['admin'], service: null };
const ben: Caller = { ...ada, viewerId: 'usr_ben' };
const ENTRIES = /* GraphQL */ `
  query Entries($subjectId: ID, $actorId: ID, $first: Int, $after: String) {
    auditEntries(subjectId: $subjectId, actorId: $actorId, first: $first, after: $after) {
      edges {
        cursor
        node {
          actorId
          scope
          action
          subjectId
          reason
          beforeHash
          afterHash
          requestId
          createdAt
          hash
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('an audit log, $form', ({ served }) => {
  let world: ToyWorld;
  let running: ToyProcess;
  let sql: Sql;

  const openGate = (id: string, reason: string | null = null, caller = ada) =>
    running
      .client('gates')
      .execute(
        'mutation Open($id: String!, $reason: String) { openGate(id: $id, reason: $reason) }',
        { id, reason },
        caller,
      );
  const entries = async (variables: Record<string, unknown> = {}, caller = serviceCaller('moderation')) => {
    const { data, errors } = await running.client('gates').execute(ENTRIES, variables, caller);
    if (errors !== undefined) throw errors[0];
    // as: the query above selects these.
    return data?.['auditEntries'] as {
      edges: { cursor: string; node: { subjectId: string; actorId: string; hash: string; reason: string | null } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  };
  const subjects = async (variables: Record<string, unknown>) =>
    (await entries(variables)).edges.map(({ node }) => node.subjectId);
  const verify = (): Promise<AuditChain> => verifyAuditChain(sql);

  beforeAll(async () => {
    world = await openToyWorld({ served, now: () => now });
    running = await world.open(gates);
    sql = world.database('gates').sql;
  });
  beforeEach(() => world.query('gates', `TRUNCATE gate, audit_entry; UPDATE audit_head SET number = 0, hash = ''`));
  afterAll(() => world.close());

  test('holds who did what to whom, when and why, and fits', async () => {
    await openGate('north', 'The storm is over.');

    expect((await entries()).edges.map(({ node }) => node)).toEqual([
      {
        actorId: 'usr_ada',
        scope: 'admin',
        action: 'openGate',
        subjectId: 'north',
        reason: 'The storm is over.',
        beforeHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        afterHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        requestId: null,
        createdAt: '2026-11-30T12:00:00.123Z',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(await verify()).toMatchObject({ length: 1, brokenAt: null });
  });

  test('an action that fails leaves no entry', async () => {
    await openGate('stuck');
    await openGate('north');

    expect(await subjects({})).toEqual(['north']);
    expect(await verify()).toMatchObject({ length: 1, brokenAt: null });
  });

  test('pages latest first, by subject and by actor', async () => {
    for (const id of ['a', 'b', 'c']) await openGate(id);
    await openGate('d', null, ben);

    const first = await entries({ first: 2 });
    expect(first.edges.map(({ node }) => node.subjectId)).toEqual(['d', 'c']);
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(await subjects({ first: 2, after: first.pageInfo.endCursor })).toEqual(['b', 'a']);
    expect(await subjects({ subjectId: 'b' })).toEqual(['b']);
    expect(await subjects({ actorId: 'usr_ben' })).toEqual(['d']);
    expect(await subjects({ actorId: 'usr_ben', subjectId: 'b' })).toEqual([]);
  });

  test('is closed to administrators and to other services', async () => {
    for (const caller of [ada, serviceCaller('chat')])
      await expect(entries({}, caller)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  test('parallel actions stand in one chain', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => openGate(`gate ${at}`)));

    expect(await verify()).toMatchObject({ length: 20, brokenAt: null });
  });

  test.each([
    "UPDATE audit_entry SET actor_id = 'usr_eve'",
    'UPDATE audit_entry SET reason_hash = NULL',
    'DELETE FROM audit_entry',
    'TRUNCATE audit_entry',
    'DELETE FROM audit_head',
  ])('the role of the domain has no right to %s', async (statement) => {
    await openGate('north', 'Because.');
    await world.query('gates', 'SET ROLE gates');
    try {
      await expect(world.query('gates', statement)).rejects.toThrow(/permission denied/);
    } finally {
      await world.query('gates', 'RESET ROLE');
    }
  });

  test.each([
    ['a changed entry', "UPDATE audit_entry SET actor_id = 'usr_eve' WHERE number = 2", 2],
    ['a changed reason', "UPDATE audit_entry SET reason = 'No reason.' WHERE number = 2", 2],
    ['a removed entry', 'DELETE FROM audit_entry WHERE number = 2', 2],
    ['the newest entry removed', 'DELETE FROM audit_entry WHERE number = 3', 3],
    ['an entry whose hash was computed anew', `UPDATE audit_entry SET hash = repeat('0', 64) WHERE number = 2`, 2],
    ['another head', `UPDATE audit_head SET hash = repeat('0', 64)`, 3],
  ])('%s is found', async (_, statement, brokenAt) => {
    for (const id of ['a', 'b', 'c']) await openGate(id, 'Because.');

    await world.query('gates', statement);

    expect(await verify()).toMatchObject({ length: 3, brokenAt });
  });

  test('the reason of an entry about a deleted person is erased, and the chain fits', async () => {
    await openGate('usr_eve', 'She shouted.');
    await openGate('usr_kim', 'They asked.');

    expect(await withRuntimeTables(async () => ({ isComplete: true }))?.(sql, 'usr_eve', sql)).toEqual({
      isComplete: true,
    });

    expect((await entries()).edges.map(({ node }) => node.reason)).toEqual(['They asked.', null]);
    expect(await verify()).toMatchObject({ length: 2, brokenAt: null });
  });
});
