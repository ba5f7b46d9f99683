import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { eventually } from '../../../tests/eventually.ts';
import { securityEventRecorded } from '../events.ts';
import { pruneSessions } from '../operations/sessions/prune-sessions.ts';
import { type AuthRepository, openAuthRepository } from './index.ts';

const DAY_MS = 24 * 60 * 60_000;
const NOW = new Date('2031-03-01T12:00:00.000Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

describe('the auth repository', () => {
  let database: FreshDatabase;
  let repository: AuthRepository;

  beforeAll(async () => {
    database = await freshDatabase();
    repository = openAuthRepository(database.urlOf('auth'));
  });
  afterAll(async () => {
    await repository.close();
    await database.drop();
  });

  const addAccount = (id: string, ...values: string[]) => {
    const identifiers = values.map((value) => ({
      kind: value.includes('@') ? ('EMAIL' as const) : ('PHONE' as const),
      value,
    }));
    return repository.transaction((store) =>
      store.addAccount({ id, createdAt: NOW, dateOfBirth: '1990-12-10', identifiers, passwordHash: `hash of ${id}` }),
    );
  };
  const addSession = (id: string, userId: string, expiresAt: Date) =>
    repository.openSession({
      id,
      userId,
      createdAt: daysAgo(90),
      expiresAt,
      device: null,
      ip: null,
      refreshHash: `token of ${id}`,
    });

  test('an account is stored whole, or not at all when one of its identifiers is in use', async () => {
    expect(await addAccount('usr_1', 'ada@example.org', '+4915112345678')).toBeNull();
    expect(await addAccount('usr_2', 'eve@example.org', '+4915112345678')).toEqual({
      kind: 'PHONE',
      value: '+4915112345678',
    });

    const [one, two] = await repository.accounts(['usr_1', 'usr_2']);
    expect(one).toMatchObject({
      email: 'ada@example.org',
      phone: '+4915112345678',
      dateOfBirth: '1990-12-10',
      roles: [],
    });
    expect(two).toBeNull();
    expect(await repository.credentialOf({ kind: 'EMAIL', value: 'eve@example.org' })).toBeNull();
    expect(await repository.passwordHash('usr_2')).toBeNull();
  });

  /** Whether a statement on this table waits for a lock. */
  const isWaiting = async (table: string): Promise<boolean> => {
    const waiting = await repository.sql.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ${`%${table}%`}`;
    return waiting.length > 0;
  };

  test('a change of password waits for a sign-in by the old one, and then ends its session too', async () => {
    await addAccount('usr_3', 'dan@example.org');
    const order: string[] = [];
    let changing: Promise<unknown> = Promise.resolve();
    await repository.transaction(async (store) => {
      expect(await store.holdPassword('usr_3', 'hash of usr_3')).toBe(true);
      changing = repository.transaction(async (other) => {
        expect(await other.replacePassword('usr_3', 'hash of usr_3', 'new', NOW)).toBe(true);
        order.push('changed');
        return other
          .revokeSessions({ userId: 'usr_3', except: null }, NOW)
          .then((ended) => order.push(...ended.map(({ id }) => id)));
      });
      await eventually(() => isWaiting('password_credential'), 'the change to wait for the sign-in');
      await store.openSession({
        id: 'ses_3',
        userId: 'usr_3',
        createdAt: NOW,
        expiresAt: daysAgo(-7),
        device: null,
        ip: null,
        refreshHash: 'token 3',
      });
      order.push('signed in');
    });
    await changing;
    expect(order).toEqual(['signed in', 'changed', 'ses_3']);
    expect(await repository.holdPassword('usr_3', 'hash of usr_3')).toBe(false);
  });

  test('the database lets no session have two live refresh tokens', async () => {
    await addAccount('usr_4', 'bob@example.org');
    await addSession('ses_4', 'usr_4', daysAgo(-1));
    const second = repository.exchangeRefreshToken(
      'ses_4',
      { used: 'no such token', next: 'another' },
      { now: NOW, expiresAt: NOW },
    );
    await expect(second).rejects.toThrow(/unique/i);
  });

  test('only sessions that ended over 30 days ago are forgotten, refresh tokens and all', async () => {
    await addAccount('usr_5', 'joe@example.org');
    await addSession('ses_old', 'usr_5', daysAgo(31));
    await addSession('ses_ended', 'usr_5', daysAgo(29));
    await addSession('ses_live', 'usr_5', daysAgo(-1));

    expect(await pruneSessions({ repository, now: () => NOW }, new AbortController().signal)).toBe(1);

    const left = await repository.sessions(['ses_old', 'ses_ended', 'ses_live']);
    expect(left.map((session) => session?.id)).toEqual([undefined, 'ses_ended', 'ses_live']);
    expect(await repository.holdRefreshToken('token of ses_old')).toBeNull();
    expect(await repository.holdRefreshToken('token of ses_live')).toMatchObject({ usedAt: null });
  });

  test('each security event is published once, and a sign-in says whether the device is new', async () => {
    await addAccount('usr_6', 'eva@example.org');
    const signIn = (nth: number, device: string | null) =>
      repository.openSession({
        id: `ses_6${nth}`,
        userId: 'usr_6',
        createdAt: NOW,
        expiresAt: daysAgo(-1),
        device,
        ip: null,
        refreshHash: `token 6${nth}`,
      });
    await signIn(1, 'Browser/1.0 (Linux)');
    await signIn(2, 'Browser/2.17.3 (Linux)');
    await signIn(3, 'Browser/2.17.3 (Phone)');
    await signIn(4, null);
    await signIn(5, 'Browser/3.0 (Phone)');
    await repository.revokeSessions({ userId: 'usr_6', except: 'ses_65' }, NOW);
    const published = await repository.sql.$queryRaw<{ payload: Record<string, unknown> }[]>`
      SELECT payload FROM outbox_event
      WHERE type = ${securityEventRecorded.name} AND payload->>'userId' = 'usr_6' ORDER BY position`;

    const facts = published.map(({ payload }) => payload);
    expect(facts.map(({ kind, isNewDevice }) => [kind, isNewDevice])).toEqual([
      ['SIGNED_IN', false],
      ['SIGNED_IN', false],
      ['SIGNED_IN', true],
      ['SIGNED_IN', true],
      ['SIGNED_IN', false],
      ...Array.from({ length: 4 }, () => ['SESSION_ENDED', false]),
    ]);
    expect(new Set(facts.map(({ eventId }) => eventId)).size).toBe(9);
    expect(facts[0]).toMatchObject({ userId: 'usr_6', at: NOW.toISOString() });
  });

  test('attempts and challenges that have lapsed are forgotten, those that count are not', async () => {
    await addAccount('usr_7', 'kim@example.org');
    const ages = { lapsed: NOW, live: daysAgo(-1) };
    for (const [hash, expiresAt] of Object.entries(ages)) {
      await repository.putAttempt({ hash, provider: 'corp', redirectUri: 'x', userId: null, expiresAt });
      await repository.putPasskeyChallenge({ hash, purpose: 'REGISTER', userId: 'usr_7', expiresAt });
    }
    await repository.deleteExpired({ now: NOW, eventsBefore: NOW });
    const left = await repository.sql.$queryRaw`
      SELECT hash FROM oauth_attempt UNION ALL SELECT hash FROM passkey_challenge`;
    expect(left).toEqual([{ hash: 'live' }, { hash: 'live' }]);
  });

  test('unknown roles are refused by the database', async () => {
    const grant = repository.sql.$executeRaw`UPDATE account SET roles = '{EMPEROR}' WHERE id = 'usr_1'`;
    await expect(grant).rejects.toThrow(/account_roles_known/);
  });
});
