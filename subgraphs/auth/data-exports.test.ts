import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import { provenAs } from '../../tests/proven-session.ts';
import auth from './index.ts';
import { pruneDataExports } from './operations/data-exports/prune-data-exports.ts';
import { openAuthRepository } from './repository/index.ts';

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60_000;

const EXPORT = 'id state requestedAt readyAt expiresAt url byteSize';
const REQUEST = `mutation { requestDataExport { export { ${EXPORT} } errors { __typename ... on TooManyAttempts { retryAfter } } } }`;
const READ = `query ($id: ID!) { dataExport(id: $id) { ${EXPORT} } }`;
const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }';

describe('data exports of auth', () => {
  let world: DomainWorld;
  let clock = Date.now();
  let isAway = false;
  let people = 0;

  beforeAll(async () => {
    world = await openDomainWorld(auth, {
      now: () => new Date(clock),
      domains: ['auth', 'chat'],
      answers: {
        profile: () => ({ reserveNickname: { reserved: true, errors: [] } }),
        chat(_, { userId }) {
          if (isAway) throw new Error('away');
          return { personalData: { collection: 'messages', records: [`{"by":"${userId}"}`], next: null } };
        },
      },
    });
  });
  afterAll(() => world.close());

  // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
  const run = async (document: string, variables: Record<string, unknown>, caller: Caller): Promise<any> => {
    const { data, errors } = await world.execute(document, variables, caller);
    expect(errors).toBeUndefined();
    return Object.values(data ?? {})[0];
  };
  const newPerson = async (): Promise<Caller> => {
    people += 1;
    const input = { email: `person${people}@example.org`, password: 'correct horse battery' };
    return provenAs(world, (await run(REGISTER, { input }, ANONYMOUS)).user.id);
  };
  const request = (caller: Caller) => run(REQUEST, {}, caller);
  const read = (id: string, caller: Caller) => run(READ, { id }, caller);
  const becomes = (id: string, caller: Caller, state: string) =>
    eventually(async () => {
      // A step that failed under load waits by the clock of the test.
      clock += SECOND_MS;
      return (await read(id, caller)).state === state;
    }, `the export to be ${state}`);

  test('an export contains the data of every domain', async () => {
    const ada = await newPerson();
    const { export: requestedExport, errors } = await request(ada);

    expect(errors).toEqual([]);
    expect(requestedExport).toMatchObject({
      state: 'PENDING',
      readyAt: null,
      expiresAt: null,
      url: null,
      byteSize: null,
    });
    await becomes(requestedExport.id, ada, 'READY');
    const ready = await read(requestedExport.id, ada);
    expect(Date.parse(ready.expiresAt) - Date.parse(ready.readyAt)).toBe(7 * DAY_MS);
    expect(ready.byteSize).toBeGreaterThan(100);
    expect(ready.url).toMatch(/^\/exports\/exp_[-0-9a-f]+\?expires=\d+&signature=[-\w]{43}$/);
  });

  test('nobody else sees it, whoever they are', async () => {
    const [ada, eve] = [await newPerson(), await newPerson()];
    const { export: requestedExport } = await request(ada);

    expect(await read(requestedExport.id, eve)).toBeNull();
    expect(await read(requestedExport.id, world.as(String(eve.viewerId), { scopes: ['admin'] }))).toBeNull();
    expect(await read('exp_none', ada)).toBeNull();
    for (const [document, variables] of [
      [REQUEST, {}],
      [READ, { id: requestedExport.id }],
    ] as const) {
      const { errors } = await world.execute(document, variables, ANONYMOUS);
      expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
    }
  });

  test('asking again gives the same while it is in the making, and is refused until a day has passed', async () => {
    const ada = await newPerson();
    isAway = true;
    const answers = await Promise.all([request(ada), request(ada), request(ada)]);
    expect(new Set(answers.map(({ export: requestedExport }) => requestedExport.id)).size).toBe(1);
    const [{ export: first }] = answers;

    isAway = false;
    await becomes(first.id, ada, 'READY');
    clock = Date.parse(first.requestedAt) + DAY_MS - 90 * SECOND_MS;
    expect(await request(ada)).toEqual({ export: null, errors: [{ __typename: 'TooManyAttempts', retryAfter: 90 }] });
    clock += 90 * SECOND_MS;
    const { export: second } = await request(ada);
    expect(second.id).not.toBe(first.id);
    await becomes(second.id, ada, 'READY');
  });

  test('one that failed does not keep the person from asking again', async () => {
    const ada = await newPerson();
    isAway = true;
    const { export: first } = await request(ada);
    // Its last but one try, once it has got as far as the domain that is away.
    const age = () => world.sql.$executeRaw`
      UPDATE data_export SET attempts = 64 WHERE id = ${first.id} AND domains = '{chat}' AND attempts > 0`;
    await eventually(async () => (await age()) === 1, 'the domain that is away to be asked');
    await becomes(first.id, ada, 'FAILED');
    isAway = false;
    expect(await read(first.id, ada)).toMatchObject({ readyAt: null, url: null, byteSize: null });
    const { export: second, errors } = await request(ada);
    expect([errors, second.id === first.id]).toEqual([[], false]);
    await becomes(second.id, ada, 'READY');
  });

  test('asking for it is recorded for the person', async () => {
    const ada = await newPerson();
    clock += SECOND_MS;
    await request(ada);
    const { edges } = await run('{ securityEvents { edges { node { kind sessionId } } } }', {}, ada);
    expect(edges[0].node).toEqual({ kind: 'DATA_EXPORT_REQUESTED', sessionId: ada.sessionId });
  });

  test('what it holds is encrypted where it is stored, deleted after 7 days, and forgotten after 90', async () => {
    const ada = await newPerson();
    const { export: requestedExport } = await request(ada);
    await becomes(requestedExport.id, ada, 'READY');
    const { readyAt } = await read(requestedExport.id, ada);
    const stored = () =>
      world.sql.$queryRaw<
        { sealed: string }[]
      >`SELECT sealed FROM data_export_part WHERE export_id = ${requestedExport.id}`;
    const storedExport = await stored();
    expect(storedExport.length).toBeGreaterThan(2);
    expect(Buffer.from(storedExport.map(({ sealed }) => sealed).join(), 'base64url').toString()).not.toContain(
      'example.org',
    );

    const repository = openAuthRepository(world.databaseUrl);
    const signal = AbortSignal.timeout(20_000);
    const prune = async (days: number) => {
      clock = Date.parse(readyAt) + days * DAY_MS;
      await pruneDataExports({ repository, now: () => new Date(clock) }, signal);
    };
    try {
      await prune(6.99);
      expect(await stored()).toEqual(storedExport);
      clock = Date.parse(readyAt) + 7 * DAY_MS;
      expect(await read(requestedExport.id, ada)).toMatchObject({ state: 'EXPIRED', url: null });
      await prune(7);
      expect(await stored()).toEqual([]);
      expect(await read(requestedExport.id, ada)).toMatchObject({ state: 'EXPIRED', url: null });
      await prune(91);
      expect(await read(requestedExport.id, ada)).toBeNull();
    } finally {
      await repository.close();
    }
  });

  test('what auth keeps itself holds neither secrets nor others', async () => {
    const [ada, eve] = [await newPerson(), await newPerson()];
    const { sql } = world;
    await sql.$executeRaw`
      INSERT INTO totp (user_id, sealed_secret, confirmed_at) VALUES (${ada.viewerId}, 'secret_canary1', now()), (${eve.viewerId}, 'canary2', now())`;
    await sql.$executeRaw`INSERT INTO recovery_code (user_id, hash) VALUES (${ada.viewerId}, 'hash_canary')`;
    await sql.$executeRaw`
      INSERT INTO challenge (user_id, purpose, hash, kind, value, expires_at)
      VALUES (${ada.viewerId}, 'VERIFY_EMAIL', 'hash_canary', 'EMAIL', 'new@example.org', now()), (${eve.viewerId}, 'VERIFY_EMAIL', 'c', 'EMAIL', 'canary3', now())`;
    await sql.$executeRaw`
      INSERT INTO identity (provider, subject, user_id, created_at) VALUES ('telegram', '4711', ${ada.viewerId}, now()), ('telegram', 'canary4', ${eve.viewerId}, now())`;
    const storedExport = await personalDataOf(world, String(ada.viewerId));

    expect(storedExport).toMatchObject({
      account: [{ id: ada.viewerId, roles: [] }],
      identifiers: [{ kind: 'EMAIL', value: expect.stringContaining('@example.org') }],
      identities: [{ provider: 'telegram', subject: '4711' }],
      password: [{ changedAt: expect.any(String) }],
      oneTimePasswords: [{ confirmedAt: expect.any(String) }],
      pendingConfirmations: [{ purpose: 'VERIFY_EMAIL', value: 'new@example.org' }],
      sessions: [{ id: expect.stringContaining('ses_') }],
      securityEvents: [{ kind: 'SIGNED_IN' }],
      dataExports: [],
    });
    expect(JSON.stringify(storedExport)).not.toMatch(/canary|hash|argon/i);
    expect(JSON.stringify(storedExport)).not.toContain(String(eve.viewerId));
  });
});
