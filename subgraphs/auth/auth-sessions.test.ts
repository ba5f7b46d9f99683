import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Caller } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import auth from './index.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PASSWORD = 'correct horse battery';

const TOKENS = 'session { accessToken refreshToken expiresAt user { id email } }';
const ERRORS = 'errors { __typename ... on UserError { message path } }';
const DOCUMENTS = {
  register: `mutation ($input: RegisterInput!) { register(input: $input) { ${TOKENS} ${ERRORS} } }`,
  login: `mutation ($input: LoginInput!) { login(input: $input) { ${TOKENS} ${ERRORS} } }`,
  refreshSession: `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ${TOKENS} ${ERRORS} } }`,
  logout: `mutation { logout { ok ${ERRORS} } }`,
  revokeSession: `mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { session { id revokedAt } ${ERRORS} } }`,
  changePassword: `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { user { id email } ${ERRORS} } }`,
  verifyToken: 'query ($token: String!) { verifyToken(token: $token) { active subject sessionId scopes expiresAt } }',
  sessions: '{ sessions { edges { node { id isCurrent } } } }',
  revokedSessions: '{ revokedSessions }',
} as const;

interface Person {
  readonly userId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What a token claims, unchecked. */
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('sessions', () => {
  let world: DomainWorld;
  let clock = Date.now();
  let people = 0;

  beforeAll(async () => {
    const answers = { profile: () => ({ reserveNickname: { reserved: true, errors: [] } }) };
    world = await openDomainWorld(auth, { now: () => new Date(clock), answers });
  });
  afterAll(() => world.close());

  const visitor: Caller = { viewerId: null, sessionId: null, scopes: [], service: null };
  /** What one operation answers, without faults. */
  const run = async (name: keyof typeof DOCUMENTS, variables: Record<string, unknown> = {}, caller = visitor) => {
    const { data, errors } = await world.execute(DOCUMENTS[name], variables, caller);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return (data as any)[name];
  };
  const faultOf = async (name: keyof typeof DOCUMENTS, caller: Caller) =>
    (await world.execute(DOCUMENTS[name], {}, caller)).errors?.map(({ extensions }) => extensions?.['code']);
  const login = (identifier: string, password = PASSWORD) => run('login', { input: { identifier, password } });
  const refresh = (refreshToken: string) => run('refreshSession', { input: { refreshToken } });
  const newPerson = async (): Promise<Person> => {
    people += 1;
    const email = `person${people}@example.org`;
    const { session } = await run('register', { input: { email, password: PASSWORD } });
    const sessionId = String(claimsOf(session.accessToken)['sid']);
    return { userId: session.user.id, sessionId, email, ...session };
  };
  const as = ({ userId, sessionId }: Person, scopes: readonly string[] = []) => world.as(userId, { sessionId, scopes });
  const publishedFor = async (userId: string) =>
    (await world.published()).flatMap(({ type, payload }) =>
      type === 'auth.session-revoked' && (payload as { userId: string }).userId === userId ? [payload] : [],
    );
  const isActive = async (token: string): Promise<boolean> => (await run('verifyToken', { token })).active;

  describe('refreshing', () => {
    test('gives new tokens of the same session', async () => {
      const ada = await newPerson();
      clock += MINUTE_MS;

      const { session } = await refresh(ada.refreshToken);

      expect(session.refreshToken).not.toBe(ada.refreshToken);
      expect(claimsOf(session.accessToken)).toMatchObject({ sub: ada.userId, sid: ada.sessionId });
      expect(session.user).toEqual({ id: ada.userId, email: ada.email });
      expect(Date.parse(session.expiresAt) - clock).toBeGreaterThan(9 * MINUTE_MS);
    });

    test('within 10 seconds the predecessor gets the same successor every time', async () => {
      const { refreshToken } = await newPerson();
      const first = await refresh(refreshToken);
      clock += 10 * SECOND_MS;

      const again = await refresh(refreshToken);

      expect(again.session.refreshToken).toBe(first.session.refreshToken);
      expect((await refresh(first.session.refreshToken)).errors).toEqual([]);
    });

    test('a predecessor gets the same successor however late, as long as that was not used', async () => {
      const ada = await newPerson();
      const lost = (await refresh(ada.refreshToken)).session;
      for (const later of [11 * SECOND_MS, 6 * DAY_MS, 6 * DAY_MS]) {
        clock += later;
        const again = (await refresh(ada.refreshToken)).session;
        expect(again.refreshToken).toBe(lost.refreshToken);
        expect(await isActive(again.accessToken)).toBe(true);
      }
      expect(await publishedFor(ada.userId)).toEqual([]);

      expect((await refresh(lost.refreshToken)).errors).toEqual([]);
      clock += 10 * SECOND_MS + 1;
      expect((await refresh(ada.refreshToken)).errors).toMatchObject([{ __typename: 'InvalidRefreshToken' }]);
      expect(await publishedFor(ada.userId)).toHaveLength(1);
    });

    test('a token before the predecessor ends the session, though the latest one was not used', async () => {
      const ada = await newPerson();
      const second = (await refresh(ada.refreshToken)).session;
      const third = (await refresh(second.refreshToken)).session;
      clock += MINUTE_MS;
      expect((await refresh(second.refreshToken)).session.refreshToken).toBe(third.refreshToken);
      for (const token of [ada.refreshToken, third.refreshToken])
        expect((await refresh(token)).errors).toMatchObject([{ __typename: 'InvalidRefreshToken' }]);
    });

    test('the predecessor of one that was used ends the whole family later on, and says so once', async () => {
      const ada = await newPerson();
      const { refreshToken } = (await refresh(ada.refreshToken)).session;
      const next = (await refresh(refreshToken)).session;
      clock += 10 * SECOND_MS + 1;

      for (const token of [ada.refreshToken, next.refreshToken, ada.refreshToken])
        expect((await refresh(token)).errors).toMatchObject([{ __typename: 'InvalidRefreshToken' }]);

      const expiresAt = new Date(clock + 10 * MINUTE_MS + 30 * SECOND_MS).toISOString();
      expect(await publishedFor(ada.userId)).toEqual([{ sessionId: ada.sessionId, userId: ada.userId, expiresAt }]);
      expect(await isActive(next.accessToken)).toBe(false);
    });

    test('twenty parallel refreshes leave one live family', async () => {
      const ada = await newPerson();

      const outcomes = await Promise.all(Array.from({ length: 20 }, () => refresh(ada.refreshToken)));

      const successors = new Set(outcomes.map(({ session }) => session.refreshToken));
      expect(successors.size).toBe(1);
      const live = await world.sql.$queryRaw<unknown[]>`
        SELECT 1 FROM refresh_token WHERE session_id = ${ada.sessionId} AND used_at IS NULL`;
      expect(live).toHaveLength(1);
      clock += MINUTE_MS;
      expect((await refresh([...successors][0] ?? '')).errors).toEqual([]);
    });

    test('a session idle for 7 days has ended', async () => {
      const { refreshToken } = await newPerson();
      clock += 7 * DAY_MS;
      expect((await refresh(refreshToken)).errors).toMatchObject([{ __typename: 'InvalidRefreshToken' }]);
    });

    test('a session is never older than 30 days, nor is its last access token', async () => {
      let { refreshToken } = await newPerson();
      const start = clock;
      while (clock < start + 29 * DAY_MS) {
        clock += 5 * DAY_MS - MINUTE_MS;
        refreshToken = (await refresh(refreshToken)).session.refreshToken;
      }
      clock = start + 30 * DAY_MS - MINUTE_MS;
      const last = (await refresh(refreshToken)).session;
      expect(Date.parse(last.expiresAt)).toBeLessThanOrEqual(start + 30 * DAY_MS);

      clock = start + 30 * DAY_MS;
      expect((await refresh(last.refreshToken)).errors).toMatchObject([{ __typename: 'InvalidRefreshToken' }]);
    });

    test.each(['', 'x'.repeat(50_000), 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])(
      'a made-up token is refused (%#)',
      async (token) => {
        expect((await refresh(token)).errors).toMatchObject([
          { __typename: 'InvalidRefreshToken', path: ['input', 'refreshToken'] },
        ]);
      },
    );
  });

  describe('one request', () => {
    const OWN = 'session { accessToken user { id email passkeys { id } sessions { edges { node { isCurrent } } } } }';
    const ask = async (query: string, variables: Record<string, unknown>, caller = visitor) => {
      const { data, errors, extensions } = await world.execute(query, variables, caller);
      expect(errors).toBeUndefined();
      // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
      return { data: data as any, session: extensions?.['session'] };
    };
    const SIGN_IN = `mutation ($input: LoginInput!) {
      login(input: $input) { ${OWN} }
      requestVerification { errors { __typename } }
    }`;

    test('continues as the person it has signed in, and reports the new caller to the gateway', async () => {
      const { userId, email } = await newPerson();
      const { data, session } = await ask(SIGN_IN, { input: { identifier: email, password: PASSWORD } });
      const { accessToken, user } = data.login.session;
      const isCurrent = user.sessions.edges.map(({ node }: { node: { isCurrent: boolean } }) => node.isCurrent);
      expect({ ...user, sessions: isCurrent.toSorted() }).toEqual({
        ...{ id: userId, email, passkeys: [] },
        sessions: [false, true],
      });
      expect(data.requestVerification.errors).toEqual([]);
      expect(session).toEqual({ accessToken });
    });

    test('keeps its caller when nobody is signed in, and reports nothing', async () => {
      const { email } = await newPerson();
      const input = { identifier: email, password: 'wrong' };
      const { errors, extensions } = await world.execute(SIGN_IN, { input }, visitor);
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      expect(extensions).toBeUndefined();
      expect((await ask('{ sessions { edges { node { id } } } }', {}, as(await newPerson()))).session).toBeUndefined();
    });

    test.each([
      ['logout', '{ ok }', true],
      ['revokeAllSessions', '{ user { id } }', true],
      ['revokeSession', '{ session { id } }', true],
      ['revokeSession of another', '{ session { id } }', false],
    ])('that ends its own session reports it to the gateway: %s', async (name, selection, ends) => {
      const person = await newPerson();
      const other = (await login(person.email)).session;
      const sessionId = name.endsWith('another') ? claimsOf(other.accessToken)['sid'] : person.sessionId;
      const given = name.startsWith('revokeSession') ? `(input: { sessionId: "${sessionId}" })` : '';
      const { session } = await ask(`mutation { ${name.split(' ')[0]}${given} ${selection} }`, {}, as(person));
      expect(session).toEqual(ends ? { accessToken: null } : undefined);
    });
  });

  describe('ending sessions', () => {
    test('signing out ends this session alone: tokens, refreshing, the list, and gateways hear of it', async () => {
      const ada = await newPerson();
      const other = (await login(ada.email)).session;

      expect(await run('logout', {}, as(ada))).toEqual({ ok: true, errors: [] });
      expect(await run('logout', {}, as(ada))).toEqual({ ok: true, errors: [] });

      expect(await isActive(ada.accessToken)).toBe(false);
      expect(await isActive(other.accessToken)).toBe(true);
      expect((await refresh(ada.refreshToken)).errors).toMatchObject([{ __typename: 'InvalidRefreshToken' }]);
      expect(await publishedFor(ada.userId)).toHaveLength(1);
      expect(await run('revokedSessions', {}, world.asService('gateway'))).toContain(ada.sessionId);
      const { edges } = await run('sessions', {}, as(ada));
      expect(edges).toMatchObject([{ node: { id: claimsOf(other.accessToken)['sid'], isCurrent: false } }]);
    });

    test('signing out without a session is refused', async () => {
      const { userId } = await newPerson();
      const { ok, errors } = await run('logout', {}, { ...world.as(userId), sessionId: null });
      expect({ ok, errors }).toMatchObject({ ok: false, errors: [{ __typename: 'NotFound' }] });
    });

    test('one ends the own sessions only; a foreign and an unknown one are refused alike', async () => {
      const [ada, eve] = await Promise.all([newPerson(), newPerson()]);
      const revoke = (sessionId: string, who: Person) => run('revokeSession', { input: { sessionId } }, as(who));

      const foreign = await revoke(ada.sessionId, eve);
      expect(foreign).toMatchObject({
        session: null,
        errors: [{ __typename: 'NotFound', path: ['input', 'sessionId'] }],
      });
      for (const unknown of ['ses_0', 'x'.repeat(10_000)]) expect(await revoke(unknown, eve)).toEqual(foreign);
      expect(await isActive(ada.accessToken)).toBe(true);

      const ended = await revoke(ada.sessionId, ada);
      expect(ended).toEqual({ session: { id: ada.sessionId, revokedAt: new Date(clock).toISOString() }, errors: [] });
      clock += SECOND_MS;
      expect(await revoke(ada.sessionId, ada)).toEqual(ended);
      expect(await publishedFor(ada.userId)).toHaveLength(1);
    });

    test('a revocation is listed for gateways until the last token has lapsed, and for nobody else', async () => {
      const ada = await newPerson();
      await run('logout', {}, as(ada));
      // Two minutes longer than a token lives: so much the clocks of two processes may differ.
      clock += 12 * MINUTE_MS;
      expect(await run('revokedSessions', {}, world.asService('gateway'))).toContain(ada.sessionId);
      clock += MINUTE_MS;
      expect(await run('revokedSessions', {}, world.asService('gateway'))).not.toContain(ada.sessionId);
      expect(await faultOf('revokedSessions', world.asService('chat'))).toEqual(['FORBIDDEN']);
      expect(await faultOf('revokedSessions', as(ada, ['admin']))).toEqual(['FORBIDDEN']);
    });

    test('gateways that listen hear of it at once', async () => {
      const ada = await newPerson();
      const notified: unknown[] = [];
      const listener = new Redis(world.redis.url);
      listener.on('message', (_, onSignal: string) => notified.push(JSON.parse(onSignal)));
      await listener.subscribe('auth.session-revoked');

      await run('logout', {}, as(ada));

      await eventually(() => notified.length > 0, 'the signal');
      expect(notified).toEqual(await publishedFor(ada.userId));
      listener.disconnect();
    });
  });

  describe('changing the password', () => {
    const change = (who: Person, currentPassword: string, newPassword: string) =>
      run('changePassword', { input: { currentPassword, newPassword } }, as(who));

    test('ends the other sessions, keeps this one, and the old password is worth nothing', async () => {
      const ada = await newPerson();
      const others = [(await login(ada.email)).session, (await login(ada.email)).session];

      expect(await change(ada, PASSWORD, 'an even better one')).toEqual({
        user: { id: ada.userId, email: ada.email },
        errors: [],
      });

      expect(await Promise.all([ada, ...others].map(({ accessToken }) => isActive(accessToken)))).toEqual([
        true,
        false,
        false,
      ]);
      expect(await publishedFor(ada.userId)).toHaveLength(2);
      expect((await login(ada.email)).errors).toMatchObject([{ __typename: 'InvalidCredentials' }]);
      expect((await login(ada.email, 'an even better one')).errors).toEqual([]);
    });

    test.each([
      ['a wrong password', 'wrong', 'an even better one', 'InvalidCredentials', 'currentPassword'],
      ['a short new one', PASSWORD, 'short', 'InvalidInput', 'newPassword'],
    ])('%s is refused, and nothing changes', async (_, current, next, __typename, field) => {
      const ada = await newPerson();

      expect(await change(ada, current, next)).toMatchObject({
        user: null,
        errors: [{ __typename, path: ['input', field] }],
      });

      expect(await publishedFor(ada.userId)).toEqual([]);
      expect((await login(ada.email)).errors).toEqual([]);
    });

    test('a session has ten guesses, and uses up no attempt of anybody else', async () => {
      const ada = await newPerson();
      for (let tries = 0; tries < 10; tries += 1) await change(ada, 'wrong', 'an even better one');
      expect((await change(ada, PASSWORD, 'an even better one')).errors).toMatchObject([
        { __typename: 'TooManyAttempts' },
      ]);
      const { session } = await login(ada.email);
      const other = { ...ada, sessionId: String(claimsOf(session.accessToken)['sid']) };
      expect((await change(other, PASSWORD, 'an even better one')).errors).toEqual([]);
    });

    test('the right password changes it, however often it was given or missed at signing in', async () => {
      const ada = await newPerson();
      for (let tries = 0; tries < 10; tries += 1) expect((await login(ada.email)).errors).toEqual([]);
      for (let tries = 0; tries < 11; tries += 1) await login(ada.email, 'wrong');
      expect((await change(ada, PASSWORD, 'an even better one')).errors).toEqual([]);
    });

    test('of two parallel changes one wins', async () => {
      const ada = await newPerson();
      const outcomes = await Promise.all([
        change(ada, PASSWORD, 'the first new one'),
        change(ada, PASSWORD, 'the other new one'),
      ]);
      expect(outcomes.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    });
  });

  test('roles become scopes of the next access token', async () => {
    const ada = await newPerson();
    await world.sql.$executeRaw`UPDATE account SET roles = '{ADMIN,NOTIFY}' WHERE id = ${ada.userId}`;

    const { session } = await refresh(ada.refreshToken);

    expect(claimsOf(session.accessToken)['scope']).toBe('admin notify');
    expect((await run('verifyToken', { token: session.accessToken })).scopes).toEqual(['admin', 'notify']);
  });
});
