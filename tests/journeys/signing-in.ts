import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, post } from '../client.ts';
import type { IdentityProvider } from '../identity-provider.ts';
import { createAuthenticator } from '../software-authenticator.ts';
import { APP, type JourneySystem } from './journey-system.ts';

const ERRORS = 'errors { __typename ... on UserError { message } }';
const SESSION = 'session { accessToken user { id } }';

/** Identity providers and passkeys, served: the callback of a provider passes through the gateway. */
export const signingIn = (at: () => JourneySystem) =>
  describe('a person without a password', () => {
    let system: JourneySystem;
    let issuer: IdentityProvider;

    beforeAll(() => {
      system = at();
      ({ issuer } = system);
    });

    /** The payload of one mutation that is not refused. */
    const change = async (name: string, input: object | null, selection: string, token?: string): Promise<Answer> => {
      const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`;
      const [declared, given] = input === null ? ['', ''] : [`($input: ${type}!)`, '(input: $input)'];
      const query = `mutation ${declared} { ${name}${given} { ${selection} ${ERRORS} } }`;
      const { body } = await post(system.url, query, { input }, token);
      expect(body.errors).toBeUndefined();
      expect(body.data[name].errors).toEqual([]);
      return body.data[name];
    };

    test('signs in by a provider, adds a passkey, and signs in by that', async () => {
      const start = { provider: 'corp', redirectUri: APP.signedIn };
      const { authorizationUrl, state } = await change('startOAuth', start, 'authorizationUrl state');
      const person = { sub: 'ada-abroad', email: 'ada-abroad@example.org', email_verified: true };
      const back = await issuer.visit(authorizationUrl, person);
      const callback = await fetch(`${system.url}${back.pathname}${back.search}`, { redirect: 'manual' });
      expect(callback.status).toBe(303);
      const app = new URL(callback.headers.get('location') ?? '');
      expect(`${app.origin}${app.pathname}`).toBe(APP.signedIn);
      const code = app.searchParams.get('code');
      const { session } = await change('completeOAuth', { state, code }, SESSION);

      const me = '{ me { id email emailVerified identities { provider } profile { nickname } } }';
      const { body } = await post(system.url, me, {}, session.accessToken);
      expect(body.data.me).toMatchObject({
        email: person.email,
        emailVerified: true,
        identities: [{ provider: 'corp' }],
      });

      const device = createAuthenticator({ origin: APP.origin, algorithm: 'Ed25519', counts: true });
      const creation = await change('startPasskeyRegistration', null, 'options', session.accessToken);
      const made = { response: device.create(creation.options), name: 'Key' };
      await change('finishPasskeyRegistration', made, 'passkey { id }', session.accessToken);
      const request = await change('startPasskeyLogin', null, 'options');
      const again = await change('finishPasskeyLogin', { response: device.get(request.options) }, SESSION);
      expect(again.session.user.id).toBe(session.user.id);
      const unlinked = await change('unlinkIdentity', { provider: 'corp' }, 'user { id }', again.session.accessToken);
      expect(unlinked.user.id).toBe(session.user.id);
    });

    test('comes to nothing at an address that no attempt has', async () => {
      const callback = await fetch(`${system.url}/oauth/corp/callback?code=x&state=x`, { redirect: 'manual' });
      expect([callback.status, callback.headers.get('location')]).toEqual([400, null]);
      expect((await fetch(`${system.url}/oauth/nobody/callback`, { redirect: 'manual' })).status).toBe(400);
    });
  });
