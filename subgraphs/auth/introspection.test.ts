import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Caller, serviceCaller } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import auth from './index.ts';

const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) {
  session { accessToken expiresAt user { id } } } }`;
const FORM = 'application/x-www-form-urlencoded';
const SERVICE = serviceCaller('media');

describe('token introspection over HTTP', () => {
  let world: DomainWorld;
  let session: { accessToken: string; expiresAt: string; user: { id: string } };

  beforeAll(async () => {
    const answers = { profile: () => ({ reserveNickname: { reserved: true, errors: [] } }) };
    world = await openDomainWorld(auth, { served: true, answers });
    const input = { email: 'ada@example.org', password: 'correct horse battery' };
    const { data } = await world.execute(REGISTER, { input });
    // as: the document asks for these fields.
    session = (data as { register: { session: typeof session } }).register.session;
  });
  afterAll(() => world.close());

  const introspect = (caller: Caller, body: string, type = FORM): Promise<Response> =>
    fetch(new URL('/auth/introspect', world.url ?? ''), {
      method: 'POST',
      headers: { authorization: `Bearer ${world.callerToken(caller, 'auth')}`, 'content-type': type },
      body,
    });

  test('a service learns whether a token is active, until the session ends', async () => {
    const form = new URLSearchParams({ token: session.accessToken }).toString();
    const active = await introspect(SERVICE, form, `${FORM}; charset=utf-8`);
    expect([active.status, active.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await active.json()).toEqual({
      ...{ active: true, token_type: 'Bearer', sub: session.user.id, scope: '' },
      sid: expect.stringMatching(/^ses_/),
      exp: Math.floor(Date.parse(session.expiresAt) / 1000),
    });

    await world.sql.$executeRaw`UPDATE session SET revoked_at = now() WHERE user_id = ${session.user.id}`;
    expect(await (await introspect(SERVICE, form)).json()).toEqual({ active: false });
  });

  test('anybody else is refused, with a valid token too', async () => {
    const refused = await introspect(world.as(session.user.id, { scopes: ['admin'] }), `token=${session.accessToken}`);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await refused.json()).toEqual({ error: 'invalid_token' });
  });

  test('a form of more than 16 KiB is too long', async () => {
    expect((await introspect(SERVICE, `token=${'x'.repeat(16 * 1024)}`)).status).toBe(413);
  });

  test.each([
    ['without a token', 'token_type_hint=access_token', FORM],
    ['in JSON', '{"token":"x"}', 'application/json'],
  ])('a request %s is invalid', async (_, body, type) => {
    const refused = await introspect(SERVICE, body, type);
    expect([refused.status, await refused.json()]).toEqual([400, { error: 'invalid_request' }]);
  });
});
