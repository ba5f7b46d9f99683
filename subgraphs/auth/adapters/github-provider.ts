import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  fetchProtectedResource,
} from 'openid-client';
import { z } from 'zod';
import type { OAuthProviderSettings } from '../settings.ts';
import type { OAuthProvider, ProviderClaims } from './oauth-provider.ts';
import { providerFetch, REQUEST_TIMEOUT_SECONDS } from './provider-fetch.ts';

const USER = z.object({ id: z.int().positive(), login: z.string() });
const EMAILS = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** GitHub requires a user agent. */
const HEADERS = { accept: 'application/vnd.github+json', 'user-agent': 'social-supergraph' };

/**
 * GitHub supports OAuth 2 without OpenID Connect: the user is read from its API.
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export function createGithubProvider(settings: OAuthProviderSettings, callback: string): OAuthProvider {
  const base = settings.issuer.replace(/\/+$/, '');
  // GitHub Enterprise Server serves its API below its own address.
  const api = base === 'https://github.com' ? 'https://api.github.com' : `${base}/api/v3`;
  const config = openConfiguration(settings, base);
  const read = async (token: string, path: string): Promise<unknown> => {
    const response = await fetchProtectedResource(
      config,
      token,
      new URL(`${api}${path}`),
      'GET',
      null,
      new Headers(HEADERS),
    );
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  };
  return {
    async authorizationUrl({ state, verifier }) {
      return buildAuthorizationUrl(config, {
        redirect_uri: callback,
        scope: 'read:user user:email',
        response_type: 'code',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
      }).href;
    },

    isIssuer: async (iss) => iss === null || iss === `${base}/login/oauth`,

    async redeem({ code, verifier }): Promise<ProviderClaims> {
      const url = new URL(callback);
      url.searchParams.set('code', code);
      const { access_token } = await authorizationCodeGrant(config, url, { pkceCodeVerifier: verifier });
      const [user, emails] = await Promise.all([read(access_token, '/user'), read(access_token, '/user/emails')]);
      const { id, login } = USER.parse(user);
      const primary = EMAILS.parse(emails).find((email) => email.primary);
      return {
        subject: String(id),
        username: login,
        email: primary === undefined ? null : { value: primary.email, isVerified: primary.verified },
      };
    },
  };
}

function openConfiguration({ clientId, clientSecret, issuer }: OAuthProviderSettings, base: string): Configuration {
  const endpoints = {
    issuer: `${base}/login/oauth`,
    authorization_endpoint: `${base}/login/oauth/authorize`,
    token_endpoint: `${base}/login/oauth/access_token`,
  };
  const config = new Configuration(endpoints, clientId, undefined, ClientSecretPost(clientSecret));
  config[customFetch] = providerFetch;
  config.timeout = REQUEST_TIMEOUT_SECONDS;
  if (issuer.startsWith('http:')) allowInsecureRequests(config);
  return config;
}
