import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { userErased } from '../../runtime/events/erasure-events.ts';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { createErasureAlarm } from './adapters/erasure-alarm.ts';
import { createSealedBox } from './adapters/sealed-box.ts';
import auth from './index.ts';
import { watchErasures } from './operations/accounts/watch-erasures.ts';
import { openAuthRepository } from './repository/index.ts';

const MINUTE_MS = 60_000;
const PASSWORD = 'correct horse battery';
const SECRET = 'a secret of the test, thirty-two characters and more';
const DOMAINS = ['auth', 'chat', 'profile'];

const ERRORS = 'errors { __typename ... on UserError { path } }';
const mutation = (name: string, answer: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${answer} ${ERRORS} } }`;
const DOCUMENTS: Readonly<Record<string, string>> = {
  register: mutation('register', 'session { accessToken refreshToken user { id } }'),
  login: mutation('login', 'session { accessToken }'),
  refreshSession: mutation('refreshSession', 'session { accessToken }'),
  changeEmail: mutation('changeEmail', 'user { id }'),
  deleteAccount: mutation('deleteAccount', 'user { id email }'),
  confirmTotp: mutation('confirmTotp', 'user { id }'),
  enrollTotp: 'mutation { enrollTotp { secret recoveryCodes } }',
  user: 'query ($id: ID!) { user(id: $id) { id } }',
  _entities:
    'query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { id createdAt } } }',
  revokedSessions: '{ revokedSessions }',
};

interface Person {
  readonly id: string;
  readonly email: string;
  readonly refreshToken: string;
  readonly sessionId: string;
  readonly caller: Caller;
}

describe('deleting an account', () => {
  let world: DomainWorld;
  let clock = Date.now();
  let people = 0;
  /** Who has the nickname of the next registration; null while it is free. */
  let holderId: string | null = null;
  /** What chat says; null while it is away. */
  let obstacles: object[] | null = [];

  beforeAll(async () => {
    const answers = {
      profile: () => ({
        reserveNickname: { reserved: holderId === null, holderId, errors: [] },
        deletionObstacles: [],
      }),
      chat: () => {
        if (obstacles === null) throw new Error('away');
        return { deletionObstacles: obstacles };
      },
    };
    // Nothing listens there: what is queued stays queued.
    const environment = { AUTH_SECRET: SECRET, SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'us@example.org' };
    world = await openDomainWorld(auth, { now: () => new Date(clock), domains: DOMAINS, answers, environment });
  });
  afterAll(() => world.close());

  const run = async (name: string, variables: Record<string, unknown> = {}, caller: Caller = ANONYMOUS) => {
    const { data, errors } = await world.execute(DOCUMENTS[name] ?? '', variables, caller);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return (data as any)[name];
  };
  const register = (email: string) =>
    run('register', { input: { email, password: PASSWORD, nickname: 'ada_of_the_test', dateOfBirth: '1977-05-04' } });
  const newPerson = async (): Promise<Person> => {
    people += 1;
    const email = `person${people}@example.org`;
    const { session } = await register(email);
    const claims = JSON.parse(Buffer.from(session.accessToken.split('.')[1] ?? '', 'base64url').toString());
    const { id } = session.user;
    return { id, email, ...session, sessionId: claims.sid, caller: world.as(id, { sessionId: claims.sid }) };
  };
  const remove = ({ caller }: Pick<Person, 'caller'>, input: object = { password: PASSWORD }) =>
    run('deleteAccount', { input }, caller);
  const refusal = (__typename: string, ...path: string[]) => ({
    user: null,
    errors: [{ __typename, path: ['input', ...path] }],
  });
  const queued = async () => {
    const box = createSealedBox('message', SECRET);
    const rows = await world.sql.$queryRaw<{ id: string; sealed: string }[]>`
      SELECT id, payload ->> 'sealed' AS sealed FROM work_item`;
    return rows.map(({ id, sealed }) => JSON.parse(box.open(id, sealed).toString()));
  };

  test('leaves tombstones alone of a person, and their addresses are free', async () => {
    const ada = await newPerson();
    await run('changeEmail', { input: { email: `new-${ada.email}` } }, ada.caller);
    await world.sql.$executeRaw`UPDATE identifier SET verified_at = now() WHERE user_id = ${ada.id}`;
    clock += 6 * MINUTE_MS;

    expect(await remove(ada)).toEqual({ user: { id: ada.id, email: ada.email }, errors: [] });

    const remains = await world.remains(ada.id, ada.email, 'ada_of_the_test');
    expect(remains.map(({ table }) => table)).toEqual(['auth.deleted_account']);
    const published = JSON.stringify(await world.published());
    expect(published).not.toContain('ada_of_the_test');
    expect(published).not.toContain('1977-05-04');
    expect(published).toContain('"type":"auth.birth-date-changed"');
    expect(published).toContain('"type":"auth.user-deleted"');
    expect(await world.published()).toContainEqual({
      type: 'auth.session-revoked',
      payload: expect.objectContaining({ sessionId: ada.sessionId }),
    });
    expect(await queued()).toEqual([
      { template: 'ACCOUNT_DELETED', to: { kind: 'EMAIL', value: ada.email }, secret: '' },
    ]);
    expect(await run('user', { id: ada.id })).toBeNull();
    expect(await run('_entities', { id: ada.id })).toEqual([null]);
    expect((await register(ada.email)).errors).toEqual([]);
  });

  test('ends all sessions at once, and gateways receive their ids for as long as a token is valid', async () => {
    const ada = await newPerson();
    await remove(ada);
    expect((await run('refreshSession', { input: { refreshToken: ada.refreshToken } })).errors).toMatchObject([
      { __typename: 'InvalidRefreshToken' },
    ]);
    const login = await run('login', { input: { identifier: ada.email, password: PASSWORD } });
    expect(login.errors).toMatchObject([{ __typename: 'InvalidCredentials' }]);
    expect(await run('revokedSessions', {}, world.asService('gateway'))).toContain(ada.sessionId);
  });

  test('needs the password, and a wrong one deletes nothing', async () => {
    const ada = await newPerson();
    expect(await remove(ada, { password: 'not it at all' })).toEqual(refusal('InvalidCredentials', 'password'));
    expect(await remove(ada, { password: 'x'.repeat(600) })).toEqual(refusal('InvalidInput', 'password'));
    expect(await run('user', { id: ada.id })).toEqual({ id: ada.id });
    const { errors } = await world.execute(DOCUMENTS['deleteAccount'] ?? '', { input: {} }, ANONYMOUS);
    expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
  });

  test('is refused while a domain has obligations of the person, or cannot say so', async () => {
    const ada = await newPerson();
    const document = mutation(
      'deleteAccount',
      'errors { ... on AccountHasObligations { obligations { kind count amount { amount currency } } } }',
    );
    const deleteAda = () => world.execute(document, { input: { password: PASSWORD } }, ada.caller);
    const balance = { kind: 'BALANCE', count: 1, amount: { amount: '1250', currency: 'EUR' } };

    obstacles = [balance];
    expect((await deleteAda()).data?.['deleteAccount']).toEqual({
      errors: [{ __typename: 'AccountHasObligations', path: ['input'], obligations: [balance] }],
    });
    obstacles = null;
    expect((await deleteAda()).errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    expect(await run('user', { id: ada.id })).toEqual({ id: ada.id });

    obstacles = [];
    expect((await remove(ada)).errors).toEqual([]);
  });

  test('goes without a password for five minutes after signing in, refreshed or not', async () => {
    const [ada, ben] = [await newPerson(), await newPerson()];
    clock += 5 * MINUTE_MS - 1;
    expect((await remove(ada, {})).errors).toEqual([]);
    expect((await run('refreshSession', { input: { refreshToken: ben.refreshToken } })).errors).toEqual([]);
    clock += 1;
    expect(await remove(ben, {})).toEqual(refusal('RecentSignInRequired', 'password'));
    expect(await remove({ caller: world.as(ben.id) }, {})).toEqual(refusal('RecentSignInRequired', 'password'));
    expect(await remove({ caller: world.as(ben.id, { sessionId: ada.sessionId }) }, {})).toEqual(
      refusal('RecentSignInRequired', 'password'),
    );
  });

  test('asks for a one-time password where they are on, whatever else proves the person', async () => {
    const ada = await newPerson();
    const { secret, recoveryCodes } = await run('enrollTotp', {}, ada.caller);
    const code = () => new TOTP({ secret }).generate({ timestamp: clock });
    await run('confirmTotp', { input: { code: code() } }, ada.caller);
    expect(await remove(ada)).toEqual(refusal('TotpRequired', 'totpCode'));
    expect(await remove(ada, {})).toEqual(refusal('TotpRequired', 'totpCode'));
    expect(await remove(ada, { password: PASSWORD, totpCode: '000000' })).toEqual(
      refusal('InvalidCredentials', 'password'),
    );
    expect(await remove(ada, { totpCode: code() })).toEqual(refusal('InvalidCredentials', 'totpCode'));
    expect((await remove(ada, { password: PASSWORD, totpCode: recoveryCodes[0] })).errors).toEqual([]);
  });

  test('counts tries as sign-ins do', async () => {
    const ada = await newPerson();
    for (let tries = 0; tries < 10; tries += 1) await remove(ada, { password: 'not it at all' });
    expect(await remove(ada)).toEqual(refusal('TooManyAttempts'));
    expect(await run('user', { id: ada.id })).toEqual({ id: ada.id });
  });

  test.each([{ password: PASSWORD }, {}])(
    'of two concurrent requests one deletes, and the event is published once, by %j',
    async (input) => {
      const ada = await newPerson();
      const document = DOCUMENTS['deleteAccount'] ?? '';
      const both = await Promise.all([1, 2].map(() => world.execute(document, { input }, ada.caller)));
      expect(both.filter(({ data }) => Object(data)['deleteAccount']?.user != null)).toHaveLength(1);
      const deletions = (await world.published()).filter(
        ({ type, payload }) => type === 'auth.user-deleted' && JSON.stringify(payload).includes(ada.id),
      );
      expect(deletions).toHaveLength(1);
    },
  );

  test('also frees the nickname of whom only others know, since a failover has lost their registration', async () => {
    const input = { email: 'late@example.org', password: PASSWORD, nickname: 'late', dateOfBirth: '1990-01-01' };
    const deletions = async (userId: string) =>
      (await world.sql.$queryRaw<unknown[]>`SELECT FROM deleted_account WHERE user_id = ${userId}`).length;
    holderId = 'usr_lost';
    for (let attempts = 0; attempts < 2; attempts += 1) {
      const { errors } = await world.execute(DOCUMENTS['register'] ?? '', { input });
      expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryable: true } }]);
    }
    expect(await deletions('usr_lost')).toBe(1);
    const [announced] = await world.sql.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM outbox_event WHERE type = 'auth.user-deleted' AND payload ->> 'userId' = 'usr_lost'`;
    expect(announced).toEqual({ count: 1 });
    holderId = null;
    const registered = await run('register', { input });
    holderId = registered.session.user.id;
    input.email = 'later@example.org';
    expect(await run('register', { input })).toMatchObject({ errors: [{ __typename: 'NicknameTaken' }] });
    expect(await deletions(String(holderId))).toBe(0);
    holderId = null;
  });

  test('is settled when every domain has answered; who has not after an hour raises the alarm', async () => {
    await world.sql.$executeRaw`UPDATE deleted_account SET settled_at = now()`;
    const [ada, ben] = [await newPerson(), await newPerson()];
    for (const person of [ada, ben]) await remove(person);
    const answer = (domain: string, { id }: Person) =>
      world.publish(userErased(domain), { userId: id, at: new Date(clock).toISOString() });
    await answer('chat', ada);
    await answer('profile', ada);
    await answer('chat', ben);

    const repository = openAuthRepository(world.databaseUrl);
    const [lines, metrics] = [[] as string[], new Registry()];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const domains = DOMAINS.filter((name) => name !== 'auth');
    const needs = { repository, domains, report: createErasureAlarm({ metrics, log }, domains) };
    const watchAt = (at: number) => watchErasures({ ...needs, now: () => new Date(at) });
    const overdue = async () => (await metrics.metrics()).match(/^account_erasures_overdue.*$/gm);
    try {
      await watchAt(clock + 60 * MINUTE_MS - 1);
      expect(lines).toEqual([]);
      await watchAt(clock + 60 * MINUTE_MS);
      expect(lines.map((line) => JSON.parse(line))).toMatchObject([
        { level: 50, alert: 'erasure-overdue', awaited: 'profile', people: 1, since: new Date(clock).toISOString() },
      ]);
      expect(await overdue()).toEqual([
        'account_erasures_overdue{domain="chat"} 0',
        'account_erasures_overdue{domain="profile"} 1',
      ]);

      await answer('profile', ben);
      await watchAt(clock + 61 * MINUTE_MS);
      expect(lines).toHaveLength(1);
      expect(await overdue()).toContain('account_erasures_overdue{domain="profile"} 0');
      const open = await world.sql.$queryRaw<object[]>`
        SELECT FROM deleted_account WHERE settled_at IS NULL UNION ALL SELECT FROM erasure_answer`;
      expect(open).toEqual([]);
    } finally {
      await repository.close();
    }
  });
});
