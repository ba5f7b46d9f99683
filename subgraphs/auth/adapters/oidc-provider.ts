import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client';
import { z } from 'zod';
import type { OAuthProviderSettings } from '../settings.ts';
import type { OAuthProvider, ProviderClaims } from './oauth-provider.ts';
import { providerFetch, REQUEST_TIMEOUT_SECONDS } from './provider-fetch.ts';

/** How long issuer metadata is cached. Its keys are refreshed more often, and for an unknown kid. */
const DISCOVERY_TTL_MS = 60 * 60_000;

const CLAIMS = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().optional().catch(undefined),
  // The string `"true"`, which some providers send, does not count as verified.
  email_verified: z.boolean().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
});

/** An OpenID Connect issuer: code flow with PKCE and nonce; `iss` and the signature of the id token are verified. */
export function createOidcProvider(settings: OAuthProviderSettings, callback: string, now: () => Date): OAuthProvider {
  const configuration = createDiscovery(settings, now);
  return {
    async authorizationUrl({ state, nonce, verifier }) {
      return buildAuthorizationUrl(await configuration(), {
        redirect_uri: callback,
        scope: 'openid email profile',
        response_type: 'code',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      }).href;
    },

    async isIssuer(iss) {
      const { issuer, authorization_response_iss_parameter_supported: alwaysNamesIssuer } = (
        await configuration()
      ).serverMetadata();
      return iss === null ? alwaysNamesIssuer !== true : iss === issuer;
    },

    async redeem({ code, nonce, verifier }): Promise<ProviderClaims> {
      const config = await configuration();
      const url = new URL(callback);
      url.searchParams.set('code', code);
      // The `iss` of the redirect was checked before the code was forwarded; the library expects it here again.
      url.searchParams.set('iss', config.serverMetadata().issuer);
      const checks = { pkceCodeVerifier: verifier, expectedNonce: nonce, idTokenExpected: true };
      const tokens = await authorizationCodeGrant(config, url, checks);
      const claims = CLAIMS.parse(tokens.claims());
      // Many issuers return the email only from the userinfo endpoint.
      const needsUserInfo = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
      const profile = needsUserInfo
        ? CLAIMS.parse(await fetchUserInfo(config, tokens.access_token, claims.sub))
        : claims;
      return {
        subject: claims.sub,
        username: profile.preferred_username ?? claims.preferred_username ?? null,
        email:
          profile.email === undefined ? null : { value: profile.email, isVerified: profile.email_verified === true },
      };
    },
  };
}

/** Reads and caches issuer metadata, once for concurrent callers, and again after its TTL or a failure. */
function createDiscovery({ issuer, clientId, clientSecret }: OAuthProviderSettings, now: () => Date) {
  let cached: { readonly read: Promise<Configuration>; readonly at: number } | null = null;
  const read = () =>
    discovery(new URL(issuer), clientId, undefined, clientAuthFor(clientSecret), {
      [customFetch]: providerFetch,
      timeout: REQUEST_TIMEOUT_SECONDS,
      execute: [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])],
    });
  return (): Promise<Configuration> => {
    const at = now().getTime();
    if (cached !== null && at - cached.at < DISCOVERY_TTL_MS) return cached.read;
    const fresh = { read: read(), at };
    cached = fresh;
    fresh.read.catch(() => {
      if (cached === fresh) cached = null;
    });
    return fresh.read;
  };
}

/** Client authentication in the body if the issuer supports it, otherwise in the header, which all support (RFC 6749, section 2.3.1). */
const clientAuthFor =
  (secret: string): ClientAuth =>
  (server, client, body, headers) => {
    const inBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post') === true;
    (inBody ? ClientSecretPost : ClientSecretBasic)(secret)(server, client, body, headers);
  };
