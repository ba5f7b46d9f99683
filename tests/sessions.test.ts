import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import { newId } from '../runtime/operations/ids.ts';
import { PASSWORD, type Person, personOf, post, registerPerson } from './client.ts';
import { eventually } from './eventually.ts';
import { type RunningSystem, startSystem } from './running-system.ts';

const LOGIN = `mutation ($input: LoginInput!) {
  login(input: $input) { session { accessToken refreshToken } errors { __typename ... on TooManyAttempts { retryAfter } } }
}`;
const REFRESH = `mutation ($input: RefreshSessionInput!) {
  refreshSession(input: $input) { session { accessToken refreshToken } errors { __typename } }
}`;
const KEYS = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal('EC') })).min(1) });

describe('sessions', () => {
  let system: RunningSystem;
  const open: Person[] = [];

  beforeAll(async () => {
    system = await startSystem('embedded');
  });
  afterAll(async () => {
    await Promise.all(open.map((person) => person.close()));
    await system?.close();
  });

  const register = async (name: string): Promise<Person> => {
    const person = await registerPerson(system.url, name);
    open.push(person);
    return person;
  };
  const logIn = async (person: Person, password = PASSWORD) =>
    (await post(system.url, LOGIN, { input: { identifier: `${person.nickname}@example.com`, password } })).body.data
      .login;
  const onAnotherDevice = async (person: Person): Promise<Person> => {
    const other = personOf(system.url, { ...person, ...(await logIn(person)).session });
    open.push(other);
    return other;
  };
  /** A person who listens, and whose token is known to be good. */
  const listening = async (person: Person) => {
    const watch = person.listen('subscription ($ids: [ID!]!) { presenceChanged(userIds: $ids) { user { id } } }', {
      ids: [person.id],
    });
    await watch.next();
    return watch;
  };
  const isRefused = async (person: Person): Promise<boolean> => {
    const { status, body } = await post(system.url, '{ me { id } }', {}, person.accessToken);
    return status === 401 && body.data === undefined && body.errors[0].extensions.code === 'UNAUTHENTICATED';
  };
  const sessionIdOf = (person: Person): string =>
    z.object({ sid: z.string() }).parse(jsonwebtoken.decode(person.accessToken)).sid;

  const endings: Record<string, (person: Person, device: Person) => Promise<unknown>> = {
    'revoked from another device': (person, device) =>
      person.do('revokeSession', { sessionId: sessionIdOf(device) }, 'session { revokedAt }'),
    'logged out': (_, device) => device.ask('mutation { logout { ok } }'),
    'ended by a new password': (person) =>
      person.do('changePassword', { currentPassword: PASSWORD, newPassword: 'another horse battery' }, 'user { id }'),
  };
  test.each(Object.keys(endings))('a session %s is refused at once, and its sockets close with 4403', async (name) => {
    const person = await register('ada');
    const device = await onAnotherDevice(person);
    const [, surviving] = await Promise.all([listening(device), listening(person)]);
    await endings[name]?.(person, device);

    await Promise.all([
      eventually(() => isRefused(device), 'the token to be refused'),
      eventually(() => device.closings.length > 0, 'the socket to be closed'),
    ]);
    expect(device.closings).toEqual([4403]);
    const { body } = await post(system.url, REFRESH, { input: { refreshToken: device.refreshToken } });
    expect(body.data.refreshSession).toEqual({ session: null, errors: [{ __typename: 'InvalidRefreshToken' }] });
    expect(await isRefused(person)).toBe(false);
    expect([surviving.ending(), person.closings]).toEqual([undefined, []]);
  });

  test('what follows a sign-in in the same document is answered to the person signed in', async () => {
    const whole = `accessToken refreshToken user {
      id profile { nickname settings { theme } } isOnline friends(first: 2) { edges { node { id } } } sessions { edges { node { isCurrent } } } }`;
    const nickname = newId('x', new Date()).slice(-12);
    const input = { email: `${nickname}@example.com`, password: PASSWORD, nickname };
    const register = `mutation ($input: RegisterInput!) { register(input: $input) { session { ${whole} } } }`;
    const { body: registered } = await post(system.url, register, { input });
    const { session } = registered.data.register;
    const person = {
      id: session.user.id,
      profile: { nickname, settings: { theme: 'SYSTEM' } },
      isOnline: expect.any(Boolean),
      friends: { edges: [] },
      sessions: { edges: [{ node: { isCurrent: true } }] },
    };
    expect([registered.errors, session.user]).toEqual([undefined, person]);

    const again = `mutation ($login: LoginInput!, $theirs: RefreshSessionInput!) {
      login(input: $login) { session { ${whole} } }
      updateProfile(input: { displayName: "Ada" }) { profile { displayName } errors { __typename } }
      refreshSession(input: $theirs) { session { ${whole} } }
      logout { ok }
      requestVerification { errors { __typename } }
    }`;
    const login = { identifier: input.email, password: PASSWORD };
    const variables = { login, theirs: { refreshToken: session.refreshToken } };
    const { body } = await post(system.url, again, variables);
    const two = { edges: expect.arrayContaining([{ node: { isCurrent: true } }, { node: { isCurrent: false } }]) };
    expect(body.data).toBeNull();
    expect(body.errors).toMatchObject([{ path: ['requestVerification'], extensions: { code: 'UNAUTHENTICATED' } }]);

    const { body: before } = await post(system.url, again.slice(0, again.indexOf('logout')).concat('}'), {
      ...variables,
      theirs: { refreshToken: 'of nobody' },
    });
    expect(before.errors).toBeUndefined();
    expect(before.data).toMatchObject({
      login: { session: { user: { ...person, sessions: two } } },
      updateProfile: { profile: { displayName: 'Ada' }, errors: [] },
      refreshSession: { session: null },
    });
  });

  test('a refreshed session goes on under new tokens', async () => {
    const person = await register('ben');
    const { body } = await post(system.url, REFRESH, { input: { refreshToken: person.refreshToken } });
    const { session } = body.data.refreshSession;
    expect(session.refreshToken).not.toBe(person.refreshToken);
    const renewed = personOf(system.url, { ...person, ...session });
    expect((await renewed.ask('{ me { id } }')).me.id).toBe(person.id);
    expect(sessionIdOf(renewed)).toBe(sessionIdOf(person));
  });

  test('the keys that tokens are signed with are published', async () => {
    const person = await register('eve');
    const response = await fetch(`${system.url}/.well-known/jwks.json`);
    expect(response.headers.get('content-type')).toContain('json');
    const { keys } = KEYS.parse(await response.json());
    const kid = jsonwebtoken.decode(person.accessToken, { complete: true })?.header.kid;
    const key = keys.find((each) => each.kid === kid);
    expect(JSON.stringify(keys)).not.toContain('"d"');
    const claims = jsonwebtoken.verify(person.accessToken, createPublicKey({ key: { ...key }, format: 'jwk' }));
    expect(claims).toMatchObject({ sub: person.id });
  });

  test('passwords of one account can be tried ten times on one device, and others are not surviving out', async () => {
    const [victim, other] = await Promise.all([register('mia'), register('noa')]);
    const kinds: string[] = [];
    for (let left = 10; left > 0; left -= 1) kinds.push((await logIn(victim, 'a wrong password')).errors[0].__typename);
    expect(new Set(kinds)).toEqual(new Set(['InvalidCredentials']));
    const [refusal] = (await logIn(victim)).errors;
    expect(refusal).toMatchObject({ __typename: 'TooManyAttempts' });
    expect(refusal.retryAfter).toBeGreaterThan(0);
    expect((await logIn(other)).errors).toEqual([]);
    expect(await isRefused(victim)).toBe(false);
  });
});
