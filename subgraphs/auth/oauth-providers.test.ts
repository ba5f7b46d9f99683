import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProviderPerson } from '../../tests/identity-provider.ts';
import { APP, type OAuthWorld, openOAuthWorld, PUBLIC_URL } from '../../tests/oauth-world.ts';

const ERRORS = 'errors { __typename ... on UserError { path } }';
const START = `mutation ($input: StartOAuthInput!) { startOAuth(input: $input) { authorizationUrl state ${ERRORS} } }`;
const COMPLETE = `mutation ($input: CompleteOAuthInput!) { completeOAuth(input: $input) { session { accessToken } ${ERRORS} } }`;

describe('providers and the ways to them', () => {
  let opened: OAuthWorld;
  let people = 0;

  beforeAll(async () => {
    opened = await openOAuthWorld();
  });
  afterAll(() => opened.close());

  const newPerson = (): ProviderPerson => {
    people += 1;
    return { sub: `sub-${people}` };
  };
  const complete = async (input: object) => {
    const { data } = await opened.world.execute(COMPLETE, { input });
    // biome-ignore lint/suspicious/noExplicitAny: a document of this file.
    return (data as any).completeOAuth;
  };
  const codesOf = async (input: object) =>
    (await opened.world.execute(COMPLETE, { input })).errors?.map(({ extensions }) => [
      extensions?.['code'],
      extensions?.['retryable'],
    ]);
  const INVALID = { session: null, errors: [{ __typename: 'InvalidOAuthAttempt', path: ['input', 'state'] }] };

  describe('the provider', () => {
    test('whose id token is signed by another key than it publishes is not believed', async () => {
      opened.issuer.publish('another key');
      const other = await opened.openAnother();
      try {
        const { data: started } = await other.execute(START, {
          input: { provider: 'corp', redirectUri: APP },
        });
        // biome-ignore lint/suspicious/noExplicitAny: a document of this file.
        const { authorizationUrl, state } = (started as any).startOAuth;
        const back = await opened.issuer.visit(authorizationUrl, newPerson());
        const input = { state, code: back.searchParams.get('code') };
        const { data } = await other.execute(COMPLETE, { input });
        expect(data?.['completeOAuth']).toEqual(INVALID);
      } finally {
        opened.issuer.publish('own key');
        await other.close();
      }
    });

    test.each([
      ['that is away', () => opened.issuer.stop(), () => opened.issuer.start()],
      ['that has trouble', async () => opened.issuer.answerWith(503), async () => opened.issuer.answerWith(null)],
      ['that is overrun', async () => opened.issuer.answerWith(429), async () => opened.issuer.answerWith(null)],
    ])('%s is UNAVAILABLE, and the same attempt counts later', async (_, goAway, comeBack) => {
      const proof = await opened.proofOf(newPerson());
      await goAway();
      try {
        expect(await codesOf(proof)).toEqual([['UNAVAILABLE', true]]);
      } finally {
        await comeBack();
      }
      expect((await complete(proof)).errors).toEqual([]);
    });

    test('that is away when it has never been asked is UNAVAILABLE at the start', async () => {
      await opened.issuer.stop();
      const other = await opened.openAnother();
      try {
        const input = { provider: 'corp', redirectUri: APP };
        const { errors } = await other.execute(START, { input });
        expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryable: true } }]);
      } finally {
        await opened.issuer.start();
        await other.close();
      }
    });
  });

  describe('a start', () => {
    test.each([
      ['of a provider that is not set up', { provider: 'facebook' }, 'ProviderUnavailable', 'provider'],
      ['of a name without end', { provider: 'x'.repeat(1_000) }, 'InvalidInput', 'provider'],
      ['that leads elsewhere', { redirectUri: 'https://evil.example/signed-in' }, 'InvalidInput', 'redirectUri'],
      ['that leads below', { redirectUri: `${APP}/../evil` }, 'InvalidInput', 'redirectUri'],
      ['of a script', { redirectUri: 'javascript:alert(1)' }, 'InvalidInput', 'redirectUri'],
    ])('%s is refused', async (_, input, __typename, field) => {
      expect(await opened.start(input)).toEqual({
        authorizationUrl: null,
        state: null,
        errors: [{ __typename, path: ['input', field] }],
      });
    });

    test('sends to the provider with PKCE, and nothing secret', async () => {
      const { authorizationUrl } = await opened.start();
      const { origin, searchParams } = new URL(authorizationUrl);
      expect(origin).toBe(opened.issuer.issuer);
      expect(Object.fromEntries(searchParams)).toMatchObject({
        response_type: 'code',
        code_challenge_method: 'S256',
        redirect_uri: `${PUBLIC_URL}/oauth/corp/callback`,
        nonce: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(authorizationUrl).not.toContain(encodeURIComponent(opened.issuer.clientSecret));
    });
  });

  describe('the callback', () => {
    const callback = (query: Record<string, string>, provider = 'corp') =>
      opened.world.get(`/oauth/${provider}/callback?${new URLSearchParams(query)}`);
    const targetOf = async (query: Record<string, string>) => {
      const response = await callback(query);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      return Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams);
    };
    const stateOf = async () => new URL((await opened.start()).authorizationUrl).searchParams.get('state') ?? '';

    test.each([
      '/oauth/corp/callback?state=a%00b',
      '/oauth/corp/callback?state=x&code=%00',
      '/oauth/co%00rp/callback?state=x',
      '/exports/exp_%00?expires=1&signature=x',
      '/exports/exp_1?expires=%00&signature=%00',
      `/oauth/corp/callback?state=${'x'.repeat(10_000)}`,
    ])('what is not text is refused: %.50s', async (path) => {
      const response = await opened.world.get(path);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    });

    test.each(['', '?state=', '?state=%FF', '?state=a%2500b', '?state=x&state=y', '?state=%F0%9F%8E%89'])(
      'what is text, but of no attempt, is refused as that: %s',
      async (query) => {
        const response = await opened.world.get(`/oauth/corp/callback${query}`);
        expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
      },
    );

    test('hands code and state on to the address of the attempt, and keeps what stands there', async () => {
      const app = await opened.goThrough((await opened.start()).authorizationUrl, newPerson());
      expect(`${app.origin}${app.pathname}`).toBe('https://app.example.com/signed-in');
      expect([...app.searchParams.keys()].sort()).toEqual(['code', 'from', 'state']);
    });

    test('hands on that the person said no', async () => {
      const app = await opened.goThrough((await opened.start()).authorizationUrl, null);
      expect(Object.fromEntries(app.searchParams)).toMatchObject({
        error: 'access_denied',
        error_description: 'The person said no',
      });
      expect(app.searchParams.has('code')).toBe(false);
    });

    test('hands no code on of another issuer, nor of none where one is promised', async () => {
      const state = await stateOf();
      const error = { from: 'here', state, error: 'invalid_issuer' };
      expect(await targetOf({ state, code: 'x', iss: 'https://evil.example' })).toEqual(error);
      expect(await targetOf({ state, code: 'x' })).toEqual(error);
      expect(await targetOf({ state, iss: opened.issuer.issuer })).toEqual({
        from: 'here',
        state,
        error: 'invalid_response',
      });
    });

    test('sends nobody anywhere for a state that is unknown, doubled, or of another provider', async () => {
      const state = await stateOf();
      const answers = [
        await callback({ code: 'x' }),
        await callback({ code: 'x', state: 'x' }),
        await callback({ code: 'x', state }, 'github'),
        await callback({ code: 'x', state }, 'nobody'),
        await opened.world.get(`/oauth/corp/callback?code=x&state=${state}&state=${state}`),
      ];
      for (const answer of answers) expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    });
  });
});
