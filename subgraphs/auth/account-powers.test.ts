import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import type { Executor } from '../../runtime/executor/executor.ts';
import { changeRoles, readRolesCommand } from '../../scripts/change-roles.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { provenAs } from '../../tests/proven-session.ts';
import auth from './index.ts';

const MINUTE_MS = 60_000;
const STEP_MS = 30_000;
const PASSWORD = 'correct horse battery';

const ERRORS = 'errors { __typename ... on UserError { path } ... on AccountSuspended { reason until } }';
const USER = 'user { id roles suspension { since until reason } }';
const mutation = (name: string, answer: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${answer} errors { __typename ... on UserError { path } } } }`;
const DOCUMENTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['confirmTotp', 'disableTotp', 'grantRole', 'revokeRole', 'suspendUser', 'restoreUser'].map((name) => [
      name,
      mutation(name, USER),
    ]),
  ),
  register: mutation('register', 'session { accessToken refreshToken user { id } }'),
  login: `mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } ${ERRORS} } }`,
  refreshSession: mutation('refreshSession', 'session { accessToken }'),
  enrollTotp:
    'mutation { enrollTotp { secret otpauthUrl recoveryCodes errors { __typename ... on UserError { path } } } }',
  verifyToken: 'query ($token: String!) { verifyToken(token: $token) { active scopes } }',
  searchUsers:
    'query ($query: String!, $first: Int, $after: String) { searchUsers(query: $query, first: $first, after: $after) { edges { cursor node { id email } } pageInfo { hasNextPage } } }',
  snapshot: '{ snapshot(types: ["auth.user-suspended"], limit: 1000) { rows } }',
  securityEvents: '{ securityEvents { edges { node { kind device ip sessionId } } } }',
  users: `query ($ids: [ID!]!) { users(ids: $ids) { id roles suspension { reason } } }`,
};

interface Person {
  readonly id: string;
  readonly email: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly caller: Caller;
}

describe('powers over accounts', () => {
  let world: DomainWorld;
  let clock = Math.ceil(Date.now() / STEP_MS) * STEP_MS;
  let people = 0;

  beforeAll(async () => {
    const answers = { profile: () => ({ reserveNickname: { reserved: true, errors: [] } }) };
    world = await openDomainWorld(auth, { now: () => new Date(clock), answers });
  });
  afterAll(() => world.close());

  const run = async (name: string, variables: Record<string, unknown> = {}, caller: Caller = ANONYMOUS) => {
    const { data, errors } = await world.execute(DOCUMENTS[name] ?? '', variables, caller);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return (data as any)[name];
  };
  const codeOf = async (name: string, input: object, caller: Caller) =>
    (await world.execute(DOCUMENTS[name] ?? '', { input, query: 'x' }, caller)).errors?.[0]?.extensions?.['code'];
  const newPerson = async (): Promise<Person> => {
    people += 1;
    const email = `person${people}@example.org`;
    const { session } = await run('register', { input: { email, password: PASSWORD } });
    return { id: session.user.id, email, ...session, caller: await provenAs(world, session.user.id) };
  };
  const login = ({ email }: Person, totpCode?: string, password = PASSWORD) =>
    run('login', { input: { identifier: email, password, ...(totpCode === undefined ? {} : { totpCode }) } });
  const refusal = (__typename: string, ...path: string[]) => ({ errors: [{ __typename, path: ['input', ...path] }] });
  const kindsOf = async (caller: Caller): Promise<string[]> =>
    (await run('securityEvents', {}, caller)).edges.map(({ node }: { node: { kind: string } }) => node.kind);

  describe('one-time passwords', () => {
    /** The code of an app made by others. */
    const codeAt = (secret: string, at: number) => new TOTP({ secret }).generate({ timestamp: at });
    const enrolled = async () => {
      const person = await newPerson();
      const { secret, recoveryCodes } = await run('enrollTotp', {}, person.caller);
      await run('confirmTotp', { input: { code: codeAt(secret, clock) } }, person.caller);
      clock += STEP_MS;
      return { person, secret: String(secret), recoveryCodes: recoveryCodes as string[] };
    };

    test('are asked for from the first code on, beside the password, and each counts once', async () => {
      const person = await newPerson();
      const { secret, otpauthUrl, recoveryCodes, errors } = await run('enrollTotp', {}, person.caller);
      expect(errors).toEqual([]);
      expect(otpauthUrl).toContain(encodeURIComponent(person.email));
      expect(new Set(recoveryCodes).size).toBe(10);
      expect((await login(person)).errors).toEqual([]);

      expect(await run('confirmTotp', { input: { code: '000000' } }, person.caller)).toMatchObject(
        refusal('InvalidToken', 'code'),
      );
      const code = codeAt(secret, clock);
      expect(await run('confirmTotp', { input: { code } }, person.caller)).toMatchObject({ errors: [] });
      expect(await run('confirmTotp', { input: { code } }, person.caller)).toMatchObject(refusal('TotpAlreadyEnabled'));
      expect(await run('enrollTotp', {}, person.caller)).toMatchObject({
        secret: null,
        recoveryCodes: [],
        ...refusal('TotpAlreadyEnabled'),
      });

      expect(await login(person)).toMatchObject({ session: null, ...refusal('TotpRequired', 'totpCode') });
      expect(await login(person, code)).toMatchObject(refusal('InvalidCredentials', 'password'));
      clock += STEP_MS;
      expect((await login(person, codeAt(secret, clock))).errors).toEqual([]);
      expect(await login(person, codeAt(secret, clock))).toMatchObject(refusal('InvalidCredentials', 'password'));
      expect((await kindsOf(person.caller)).filter((kind) => kind === 'TOTP_ENABLED')).toHaveLength(1);
    });

    test('a wrong password is refused alike with and without them', async () => {
      const { person, secret } = await enrolled();
      const answers = [
        await login(person, undefined, 'wrong password'),
        await login(person, codeAt(secret, clock), 'wrong password'),
        await login(person, '000000'),
      ];
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect((await login(person, codeAt(secret, clock))).errors).toEqual([]);
    });

    test('of two sign-ins at once by one code one succeeds', async () => {
      const { person, secret } = await enrolled();
      const code = codeAt(secret, clock);
      const outcomes = await Promise.all([login(person, code), login(person, code)]);
      expect(outcomes.filter(({ session }) => session !== null)).toHaveLength(1);
    });

    test('a recovery code counts once, in any case of letters, and not for another person', async () => {
      const [{ person, recoveryCodes }, other] = [await enrolled(), await enrolled()];
      const [code = ''] = recoveryCodes;
      expect(await login(other.person, code)).toMatchObject(refusal('InvalidCredentials', 'password'));
      expect((await login(person, code.toUpperCase())).errors).toEqual([]);
      expect(await login(person, code)).toMatchObject(refusal('InvalidCredentials', 'password'));
    });

    test('neither secret nor recovery codes can be read in the database', async () => {
      const { person, secret, recoveryCodes } = await enrolled();
      const rows = await world.sql.$queryRaw`
        SELECT t.*, r.hash FROM totp t JOIN recovery_code r USING (user_id) WHERE user_id = ${person.id}`;
      for (const plain of [secret, ...recoveryCodes]) expect(JSON.stringify(rows)).not.toContain(plain);
    });

    test('are switched off by a code or a recovery code, and by nothing else', async () => {
      const { person, recoveryCodes } = await enrolled();
      expect(await run('disableTotp', { input: { code: '000000' } }, person.caller)).toMatchObject(
        refusal('InvalidToken', 'code'),
      );
      expect(await run('disableTotp', { input: { code: recoveryCodes[3] } }, person.caller)).toMatchObject({
        errors: [],
      });
      expect((await login(person)).errors).toEqual([]);
      expect(await run('disableTotp', { input: { code: '000000' } }, person.caller)).toMatchObject(refusal('NotFound'));
      expect(await run('confirmTotp', { input: { code: '000000' } }, person.caller)).toMatchObject(refusal('NotFound'));
    });

    test('guessing to switch them off is refused after ten tries', async () => {
      const { person } = await enrolled();
      for (let tries = 0; tries < 10; tries += 1)
        await run('disableTotp', { input: { code: '000000' } }, person.caller);
      expect(await run('disableTotp', { input: { code: '000000' } }, person.caller)).toMatchObject(
        refusal('TooManyAttempts'),
      );
    });
  });

  const admin = () => world.as('usr_admin', { scopes: ['admin'] });

  describe('roles', () => {
    test('give the scope of their name at the next token, and take it at once by ending sessions', async () => {
      const ada = await newPerson();
      const input = { userId: ada.id, role: 'MODERATOR' };
      for (let times = 0; times < 2; times += 1)
        expect(await run('grantRole', { input }, admin())).toMatchObject({
          user: { roles: ['MODERATOR'] },
          errors: [],
        });
      const { session } = await run('refreshSession', { input: { refreshToken: ada.refreshToken } });
      expect(await run('verifyToken', { token: session.accessToken })).toEqual({ active: true, scopes: ['moderator'] });

      expect(await run('revokeRole', { input }, admin())).toMatchObject({ user: { roles: [] } });
      expect(await run('verifyToken', { token: session.accessToken })).toEqual({ active: false, scopes: [] });
      expect((await kindsOf(ada.caller)).toSorted()).toEqual([
        'ROLE_GRANTED',
        'ROLE_GRANTED',
        'ROLE_REVOKED',
        'SESSION_ENDED',
        'SIGNED_IN',
      ]);
    });

    test('nobody takes ADMIN from themselves', async () => {
      const ada = await newPerson();
      const input = { userId: ada.id, role: 'ADMIN' };
      await run('grantRole', { input }, admin());
      const herself = world.as(ada.id, { scopes: ['admin'] });
      expect(await run('revokeRole', { input }, herself)).toMatchObject(refusal('NotPermitted', 'userId'));
      expect(await run('users', { ids: [ada.id] }, herself)).toMatchObject([{ roles: ['ADMIN'] }]);
    });
  });

  describe('suspension', () => {
    test('ends sessions at once and refuses sign-in with the reason, until it is taken back', async () => {
      const ada = await newPerson();
      const input = { userId: ada.id, reason: ' Spam. ' };
      expect(await run('suspendUser', { input }, admin())).toMatchObject({
        user: { suspension: { reason: 'Spam.', until: null } },
        errors: [],
      });

      expect(await run('verifyToken', { token: ada.accessToken })).toMatchObject({ active: false });
      expect(await run('refreshSession', { input: { refreshToken: ada.refreshToken } })).toMatchObject({
        session: null,
      });
      expect(await login(ada)).toEqual({
        session: null,
        errors: [{ __typename: 'AccountSuspended', path: ['input'], reason: 'Spam.', until: null }],
      });
      expect(await login(ada, undefined, 'wrong')).toMatchObject(refusal('InvalidCredentials', 'password'));
      expect(await run('users', { ids: [ada.id] }, world.as('usr_eve'))).toEqual([null]);

      expect(await run('restoreUser', { input: { userId: ada.id } }, admin())).toMatchObject({
        user: { suspension: null },
      });
      expect((await login(ada)).errors).toEqual([]);
      const { edges } = await run('securityEvents', {}, ada.caller);
      const own = edges.find(({ node }: { node: { kind: string } }) => node.kind === 'SUSPENDED');
      expect(own.node).toEqual({ kind: 'SUSPENDED', device: null, ip: null, sessionId: null });
    });

    test('is published to other domains and in the snapshot, with its end, until it is lifted', async () => {
      const ada = await newPerson();
      const snapshot = async () => {
        const { rows } = await run('snapshot', {}, world.asService('chat'));
        return rows
          .map((row: string) => JSON.parse(row))
          .filter(({ payload }: { payload: { userId: string } }) => payload.userId === ada.id);
      };
      const at = new Date(clock).toISOString();
      const until = new Date(clock + MINUTE_MS).toISOString();
      await run('suspendUser', { input: { userId: ada.id, reason: 'Spam.', until } }, admin());
      const suspended = { type: 'auth.user-suspended', payload: { userId: ada.id, until, at } };
      expect(await snapshot()).toEqual([suspended]);
      await run('restoreUser', { input: { userId: ada.id } }, admin());
      expect(await snapshot()).toEqual([]);
      const published = await world.published();
      expect(published.filter(({ type }) => /user-(suspended|restored)$/.test(type)).slice(-2)).toEqual([
        suspended,
        { type: 'auth.user-restored', payload: { userId: ada.id, at } },
      ]);
    });

    test('ends by itself when it has an end', async () => {
      const ada = await newPerson();
      const until = new Date(clock + MINUTE_MS).toISOString();
      await run('suspendUser', { input: { userId: ada.id, reason: 'Spam.', until } }, admin());
      expect(await login(ada)).toMatchObject({ errors: [{ __typename: 'AccountSuspended', until }] });
      clock += MINUTE_MS;
      expect((await login(ada)).errors).toEqual([]);
    });

    test.each([
      ['without a reason', { reason: ' ' }, 'InvalidInput', 'reason'],
      ['with an endless reason', { reason: 'x'.repeat(501) }, 'InvalidInput', 'reason'],
      ['until yesterday', { reason: 'x', until: '2020-01-01T00:00:00.000Z' }, 'InvalidInput', 'until'],
      ['of oneself', { reason: 'x', userId: 'usr_admin' }, 'NotPermitted', 'userId'],
      ['of nobody', { reason: 'x', userId: 'usr_nobody' }, 'NotFound', 'userId'],
    ])('%s is refused', async (_, input, __typename, field) => {
      const given = { userId: 'usr_nobody', ...input };
      expect(await run('suspendUser', { input: given }, admin())).toMatchObject(refusal(__typename, field));
    });
  });

  test('persons are found by id and by the beginning of an address, nothing standing for anything else', async () => {
    clock += MINUTE_MS;
    const ada = await newPerson();
    const find = async (query: string, more: object = {}) => run('searchUsers', { query, ...more }, admin());
    const idsOf = async (query: string) =>
      (await find(query)).edges.map(({ node }: { node: { id: string } }) => node.id);
    expect(await idsOf(ada.id)).toEqual([ada.id]);
    expect(await idsOf(` ${ada.email.toUpperCase()} `)).toEqual([ada.id]);
    for (const query of ['', '%', 'person_', 'usr_nobody', 'x'.repeat(200)]) expect(await idsOf(query)).toEqual([]);

    clock += MINUTE_MS;
    await newPerson();
    const first = await find('person', { first: 1 });
    const second = await find('person', { first: 1, after: first.edges[0].cursor });
    expect(first).toMatchObject({
      edges: [{ node: { email: `person${people}@example.org` } }],
      pageInfo: { hasNextPage: true },
    });
    expect(second.edges[0].node.id).toBe(ada.id);
  });

  test('the command for roles makes the first administrator, lists who has roles, and is audited', async () => {
    const [ada, ben] = [await newPerson(), await newPerson()];
    const lines: string[] = [];
    const command = async (...words: string[]): Promise<[number, string[]]> => {
      const read = readRolesCommand(words);
      if (read === null) throw new Error('no command');
      const execute: Executor = ({ query, variables }, caller) => world.execute(query, variables, caller);
      const code = await changeRoles(execute, read, (line) => void lines.push(line));
      return [code, lines.splice(0)];
    };
    const warning = expect.stringContaining('not verified');
    expect(await command('grant', ada.email.toUpperCase(), 'admin')).toEqual([
      0,
      [`${ada.email} ${ada.id}: ADMIN`, warning],
    ]);
    await command('grant', ben.email, 'MODERATOR');
    expect((await command('list'))[1]).toEqual(
      expect.arrayContaining([`${ada.email} ${ada.id}: ADMIN`, `${ben.email} ${ben.id}: MODERATOR`]),
    );
    expect(await command('revoke', ben.email, 'MODERATOR')).toEqual([0, [`${ben.email} ${ben.id}: no role`, warning]]);
    expect(await run('refreshSession', { input: { refreshToken: ben.refreshToken } })).toMatchObject(
      refusal('InvalidRefreshToken', 'refreshToken'),
    );
    expect(await command('grant', ada.email.slice(0, -1), 'ADMIN')).toEqual([1, [expect.stringContaining('Nobody')]]);
    const entries = await world.sql.$queryRaw`
      SELECT actor_id, action FROM audit_entry WHERE subject_id = ${ben.id} ORDER BY number`;
    expect(entries).toEqual([
      { actor_id: 'operator', action: 'grantRole' },
      { actor_id: 'operator', action: 'revokeRole' },
    ]);
  });

  test('only administrators have these powers', async () => {
    const inputs = {
      grantRole: { userId: 'usr_1', role: 'ADMIN' },
      revokeRole: { userId: 'usr_1', role: 'ADMIN' },
      suspendUser: { userId: 'usr_1', reason: 'x' },
      restoreUser: { userId: 'usr_1' },
      searchUsers: {},
    };
    for (const [name, input] of Object.entries(inputs)) {
      expect([name, await codeOf(name, input, ANONYMOUS)]).toEqual([name, 'UNAUTHENTICATED']);
      expect([name, await codeOf(name, input, world.as('usr_1', { scopes: ['moderator'] }))]).toEqual([
        name,
        'FORBIDDEN',
      ]);
    }
    for (const [name, input] of Object.entries({
      enrollTotp: {},
      confirmTotp: { code: '1' },
      disableTotp: { code: '1' },
    }))
      expect([name, await codeOf(name, input, ANONYMOUS)]).toEqual([name, 'UNAUTHENTICATED']);
    for (const name of ['grantRole', 'revokeRole', 'restoreUser']) {
      const input = { userId: 'usr_nobody', ...(name === 'restoreUser' ? {} : { role: 'ADMIN' }) };
      expect(await run(name, { input }, admin())).toMatchObject(refusal('NotFound', 'userId'));
    }
  });
});
