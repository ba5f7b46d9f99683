import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../runtime/executor/caller.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import auth from './index.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PASSWORD = 'correct horse battery';

const TOKENS = 'accessToken refreshToken expiresAt user { id email }';
const ERRORS = 'errors { __typename ... on UserError { message path } }';
const LIMITED = 'errors { __typename ... on UserError { message path } ... on TooManyAttempts { retryAfter } }';
const PAGE = 'edges { cursor node { id isCurrent device ip expiresAt revokedAt } } pageInfo { hasNextPage }';
const DOCUMENTS = {
  register: `mutation ($input: RegisterInput!) { register(input: $input) { user { id email phone dateOfBirth roles emailVerified phoneVerified } session { ${TOKENS} } isReplay ${LIMITED} } }`,
  login: `mutation ($input: LoginInput!) { login(input: $input) { session { ${TOKENS} } ${LIMITED} } }`,
  logout: `mutation { logout { ok ${ERRORS} } }`,
  revokeSession: `mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { session { id revokedAt } ${ERRORS} } }`,
  changePassword: `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { user { id email } ${LIMITED} } }`,
  verifyToken: 'query ($token: String!) { verifyToken(token: $token) { active subject sessionId scopes expiresAt } }',
  sessions: `query ($first: Int, $after: String) { sessions(first: $first, after: $after) { ${PAGE} } }`,
  me: '{ me { id email } }',
  users:
    'query ($ids: [ID!]!) { users(ids: $ids) { id email phone roles emailVerified sessions { edges { node { id } } } } }',
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

describe('auth', () => {
  let world: DomainWorld;
  let clock = Date.now();
  let people = 0;
  let reserve: (input: { nickname: string; userId: string }) => unknown;
  const requests: { input: { nickname: string; userId: string }; caller: Caller }[] = [];

  beforeAll(async () => {
    world = await openDomainWorld(auth, {
      now: () => new Date(clock),
      answers: {
        profile(document, variables, caller) {
          if (document.includes('registerProfile')) return { registerProfile: { registered: true } };
          const input = variables['input'] as { nickname: string; userId: string };
          requests.push({ input, caller });
          return { reserveNickname: reserve(input) };
        },
      },
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    reserve = () => ({ reserved: true, errors: [] });
  });

  /** What one operation answers, without faults. */
  const run = async (name: keyof typeof DOCUMENTS, variables: Record<string, unknown> = {}, caller?: Caller) => {
    const { data, errors } = await world.execute(DOCUMENTS[name], variables, caller ?? visitor);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return (data as any)[name];
  };
  const faultOf = async (name: keyof typeof DOCUMENTS, variables: Record<string, unknown>, caller: Caller) =>
    (await world.execute(DOCUMENTS[name], variables, caller)).errors?.map(({ extensions }) => extensions?.['code']);
  const visitor: Caller = { viewerId: null, sessionId: null, scopes: [], service: null };
  const login = (identifier: string, password = PASSWORD) => run('login', { input: { identifier, password } });
  const freshEmail = () => {
    people += 1;
    return `person${people}@example.org`;
  };
  const newPerson = async (): Promise<Person> => {
    const email = freshEmail();
    const { session } = await run('register', { input: { email, password: PASSWORD } });
    const sessionId = String(claimsOf(session.accessToken)['sid']);
    return { userId: session.user.id, sessionId, email, ...session };
  };
  const as = ({ userId, sessionId }: Pick<Person, 'userId' | 'sessionId'>, scopes: readonly string[] = []) =>
    world.as(userId, { sessionId, scopes });
  const publishedFor = async (type: string, userId: string) =>
    (await world.published()).flatMap(({ type: found, payload }) =>
      found === type && (payload as { userId: string }).userId === userId ? [payload] : [],
    );
  const isActive = async (token: string): Promise<boolean> => (await run('verifyToken', { token })).active;

  describe('registering', () => {
    test('gives tokens that count, shows the person to themselves, and is announced exactly once', async () => {
      const email = `  Ada${people}@Example.ORG `;
      const phone = '+49 1511 2345678';
      const input = { email, phone, password: PASSWORD, nickname: ' ada ', dateOfBirth: '1990-12-10' };

      const { user, session, errors } = await run('register', { input });

      const canonical = email.trim().toLowerCase();
      expect(errors).toEqual([]);
      expect(user).toEqual({
        id: expect.stringMatching(/^usr_/),
        email: canonical,
        phone: '+4915112345678',
        dateOfBirth: '1990-12-10',
        roles: [],
        emailVerified: false,
        phoneVerified: false,
      });
      expect(session.user).toEqual({ id: user.id, email: canonical });
      expect(await isActive(session.accessToken)).toBe(true);
      const registeredAt = new Date(clock).toISOString();
      expect(await publishedFor('auth.user-registered', user.id)).toEqual([
        { userId: user.id, nickname: 'ada', registeredAt },
      ]);
      expect(requests.at(-1)).toEqual({
        input: { nickname: 'ada', userId: user.id },
        caller: { ...visitor, service: 'auth' },
      });
    });

    test('a nickname is made up when none is given, and another one when that is taken', async () => {
      const refused: string[] = [];
      reserve = ({ nickname }) => {
        if (refused.length > 0) return { reserved: true, errors: [] };
        refused.push(nickname);
        return {
          reserved: false,
          errors: [{ __typename: 'NicknameTaken', message: 'Taken.', path: ['input', 'nickname'] }],
        };
      };

      const { userId } = await newPerson();

      const nicknames = requests.flatMap(({ input }) => (input.userId === userId ? [input.nickname] : []));
      expect(nicknames).toEqual([...refused, expect.stringMatching(/^user[0-9a-f]{10}$/)]);
      expect(await publishedFor('auth.user-registered', userId)).toMatchObject([{ nickname: nicknames[1] }]);
    });

    test.each([
      ['neither email nor phone', {}, []],
      ['a word as email', { email: 'ada' }, ['email']],
      ['a phone without country', { phone: '0151 12345678' }, ['phone']],
      ['a short password', { email: 'new@example.org', password: 'sevench' }, ['password']],
      ['an overlong password', { email: 'new@example.org', password: 'x'.repeat(129) }, ['password']],
      ['a birthday to come', { email: 'new@example.org', dateOfBirth: '2990-01-01' }, ['dateOfBirth']],
      [
        'a child',
        { email: 'new@example.org', dateOfBirth: new Date(Date.now() - 12 * 365 * DAY_MS).toISOString().slice(0, 10) },
        ['dateOfBirth'],
      ],
      ['a blank nickname', { email: 'new@example.org', nickname: '  ' }, ['nickname']],
    ])('%s is refused before anyone is asked', async (_, input, path) => {
      const before = requests.length;
      const refused = await run('register', { input: { password: PASSWORD, ...input } });

      expect(refused).toMatchObject({
        user: null,
        session: null,
        errors: [{ __typename: 'InvalidInput', path: ['input', ...path] }],
      });
      expect(requests).toHaveLength(before);
    });

    test('what profile says of the nickname is the answer, and nothing is stored', async () => {
      const refusal = { __typename: 'NicknameTaken', message: 'Taken.', path: ['input', 'nickname'] };
      reserve = () => ({ reserved: false, errors: [refusal] });
      const email = freshEmail();

      const refused = await run('register', { input: { email, password: PASSWORD, nickname: 'ada' } });

      expect(refused).toEqual({ user: null, session: null, isReplay: false, errors: [refusal] });
      expect((await login(email)).errors).toMatchObject([{ __typename: 'InvalidCredentials' }]);
    });

    test('when profile cannot be asked the fault is retryable, nothing is stored, and trying again succeeds', async () => {
      reserve = () => {
        throw fault('UNAVAILABLE', 'Profile is down.');
      };
      const input = { email: freshEmail(), password: PASSWORD };

      const { data, errors } = await world.execute(DOCUMENTS.register, { input }, visitor);
      expect({ data, errors }).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE', retryable: true } }] });

      reserve = () => ({ reserved: true, errors: [] });
      expect((await run('register', { input })).errors).toEqual([]);
    });

    test('an email or phone in use is refused whatever its spelling, before a nickname is reserved', async () => {
      const { email } = await newPerson();
      const phone = '+1 555 123 4567';
      expect((await run('register', { input: { phone, password: PASSWORD } })).errors).toEqual([]);
      const before = requests.length;

      const sameEmail = await run('register', { input: { email: email.toUpperCase(), password: PASSWORD } });
      const samePhone = await run('register', {
        input: { email: freshEmail(), phone: '+15551234567', password: PASSWORD },
      });

      expect(sameEmail.errors).toMatchObject([{ __typename: 'IdentifierTaken', path: ['input', 'email'] }]);
      expect(samePhone.errors).toMatchObject([{ __typename: 'IdentifierTaken', path: ['input', 'phone'] }]);
      expect(requests).toHaveLength(before);
    });

    test('of parallel registrations with one email exactly one succeeds', async () => {
      const input = { email: freshEmail(), password: PASSWORD };

      const outcomes = await Promise.all(Array.from({ length: 5 }, () => run('register', { input })));

      const errors = outcomes.flatMap(({ errors }) =>
        errors.map(({ __typename }: { __typename: string }) => __typename),
      );
      expect(errors).toEqual(Array(4).fill('IdentifierTaken'));
      const winner = outcomes.find(({ user }) => user !== null);
      expect(await publishedFor('auth.user-registered', winner.user.id)).toHaveLength(1);
    });

    test('the eleventh attempt with one identifier is refused with a waiting time', async () => {
      const input = { ...{ email: (await newPerson()).email }, password: PASSWORD };
      for (let tries = 0; tries < 9; tries += 1) await run('register', { input });

      const [refusal] = (await run('register', { input })).errors;

      expect(refusal).toMatchObject({ __typename: 'TooManyAttempts' });
      expect(refusal.retryAfter).toBeGreaterThan(0);
      expect(refusal.retryAfter).toBeLessThanOrEqual(15 * 60);
    });
  });

  describe('signing in', () => {
    test('works by email and by phone, each time with a session of its own', async () => {
      const input = { email: freshEmail(), phone: '+380441234567', password: PASSWORD };
      const { user } = await run('register', { input });

      const sessions = [(await login(input.email)).session, (await login('+380 44 123 45 67')).session];

      expect(sessions.map((session) => session.user.id)).toEqual([user.id, user.id]);
      expect(new Set(sessions.map((session) => claimsOf(session.accessToken)['sid'])).size).toBe(2);
    });

    test('an unknown account and a wrong password are refused in the same words', async () => {
      const { email } = await newPerson();

      const wrong = await login(email, 'not the password');
      const unknown = await login('nobody@example.org', 'not the password');

      expect(wrong).toEqual(unknown);
      expect(wrong).toMatchObject({
        session: null,
        errors: [{ __typename: 'InvalidCredentials', path: ['input', 'password'] }],
      });
    });

    test.each([
      ['a word', 'ada', PASSWORD, 'identifier'],
      ['an endless password', 'ada@example.org', 'x'.repeat(10_000), 'password'],
    ])('%s is refused for its form', async (_, identifier, password, field) => {
      expect((await login(identifier, password)).errors).toMatchObject([
        { __typename: 'InvalidInput', path: ['input', field] },
      ]);
    });

    test('after ten tries an account waits, by whichever identifier, even with the right password; others do not', async () => {
      const phone = '+4930123456';
      const { email } = { email: freshEmail() };
      await run('register', { input: { email, phone, password: PASSWORD } });
      for (let tries = 0; tries < 10; tries += 1) await login(tries % 2 === 0 ? email : phone, 'wrong');

      const refused = await login(email);

      expect(refused).toMatchObject({ session: null, errors: [{ __typename: 'TooManyAttempts' }] });
      expect(refused.errors[0].retryAfter).toBeLessThanOrEqual(15 * 60);
      expect((await login((await newPerson()).email)).errors).toEqual([]);
    });

    test('an unknown identifier waits after ten tries too', async () => {
      for (let tries = 0; tries < 10; tries += 1) await login('ghost@example.org', 'wrong');
      expect((await login('ghost@example.org', 'wrong')).errors).toMatchObject([{ __typename: 'TooManyAttempts' }]);
    });
  });

  describe('who sees what', () => {
    test('the person and administrators see everything, others only that there is somebody', async () => {
      const [ada, eve] = await Promise.all([newPerson(), newPerson()]);
      const ids = [ada.userId, 'usr_nobody', 'NUL'];
      const all = {
        email: ada.email,
        phone: null,
        roles: [],
        emailVerified: false,
        sessions: { edges: [{ node: { id: ada.sessionId } }] },
      };
      const nothing = { email: null, phone: null, roles: null, emailVerified: null, sessions: null };

      for (const caller of [as(ada), as(eve, ['admin'])])
        expect(await run('users', { ids }, caller)).toEqual([{ id: ada.userId, ...all }, null, null]);
      for (const caller of [as(eve), visitor])
        expect(await run('users', { ids }, caller)).toEqual([{ id: ada.userId, ...nothing }, null, null]);
    });

    test('`_entities` is no way round: persons hide the same, sessions of others are null', async () => {
      const [ada, eve] = await Promise.all([newPerson(), newPerson()]);
      const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { id email } ... on Session { id ip } } }`;
      const of = [
        { __typename: 'User', id: ada.userId },
        { __typename: 'Session', id: ada.sessionId },
        { __typename: 'User', id: 'usr_0' },
      ];

      const seen = async (caller: Caller) => (await world.execute(query, { of }, caller)).data?.['_entities'];

      expect(await seen(as(eve))).toEqual([{ id: ada.userId, email: null }, null, null]);
      expect(await seen(as(ada))).toEqual([
        { id: ada.userId, email: ada.email },
        { id: ada.sessionId, ip: null },
        null,
      ]);
    });

    test('`me` and `sessions` need somebody who asks', async () => {
      const ada = await newPerson();
      expect(await run('me', {}, as(ada))).toEqual({ id: ada.userId, email: ada.email });
      for (const name of ['me', 'sessions'] as const)
        expect(await faultOf(name, {}, visitor)).toEqual(['UNAUTHENTICATED']);
      for (const [name, input] of [
        ['logout', {}],
        ['revokeSession', { sessionId: 'x' }],
        ['changePassword', { currentPassword: 'x', newPassword: 'y' }],
      ] as const)
        expect(await faultOf(name, { input }, visitor)).toEqual(['UNAUTHENTICATED']);
    });

    test('more than 100 users at once are refused', async () => {
      const ids = Array.from({ length: 101 }, (_, at) => `usr_${at}`);
      expect(await faultOf('users', { ids }, visitor)).toEqual(['BAD_USER_INPUT']);
      expect(await run('users', { ids: ids.slice(1) })).toHaveLength(100);
    });

    test('any number of users, and of pages of their sessions, is one statement each', async () => {
      const ids = await Promise.all(Array.from({ length: 5 }, async () => (await newPerson()).userId));
      await world.statements();
      await run('users', { ids }, world.as('usr_admin', { scopes: ['admin'] }));
      // Those of workers, which go their own way, are not counted.
      expect((await world.statements()).filter((statement) => /^\s*SELECT/.test(statement))).toHaveLength(2);
    });

    test('sessions are paged, latest first, and a foreign cursor is refused', async () => {
      const ada = await newPerson();
      for (let more = 0; more < 2; more += 1) {
        clock += SECOND_MS;
        await login(ada.email);
      }

      const first = await run('sessions', { first: 2 }, as(ada));
      const rest = await run('sessions', { first: 2, after: first.edges[1].cursor }, as(ada));

      expect([first.edges.length, first.pageInfo.hasNextPage]).toEqual([2, true]);
      expect(rest).toMatchObject({
        edges: [{ node: { id: ada.sessionId, isCurrent: true } }],
        pageInfo: { hasNextPage: false },
      });
      expect(await faultOf('sessions', { after: 'nonsense' }, as(ada))).toEqual(['BAD_USER_INPUT']);
      expect(await faultOf('sessions', { first: 101 }, as(ada))).toEqual(['BAD_USER_INPUT']);
    });
  });

  test.each(['', 'x', 'a.b.c', 'x'.repeat(50_000)])('a bad token is inactive, never an error (%#)', async (token) => {
    const inactive = { active: false, subject: null, sessionId: null, scopes: [], expiresAt: null };
    expect(await run('verifyToken', { token })).toEqual(inactive);
  });

  test('NUL is refused wherever it stands', async () => {
    const named = {
      register: { email: 'a\0@example.org', password: PASSWORD },
      login: { identifier: 'a\0', password: 'x' },
    };
    for (const [name, input] of Object.entries(named) as ['register' | 'login', object][])
      expect(await faultOf(name, { input }, visitor)).toEqual(['BAD_USER_INPUT']);
    expect(await faultOf('verifyToken', { token: '\0' }, visitor)).toEqual(['BAD_USER_INPUT']);
  });
});
