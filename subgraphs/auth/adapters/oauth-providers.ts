import type { Logger } from 'pino';
import { fault } from '../../../runtime/executor/faults.ts';
import type { OAuthSettings } from '../settings.ts';
import { createGithubProvider } from './github-provider.ts';
import type { Binding, OAuthProvider, ProviderClaims } from './oauth-provider.ts';
import { createOidcProvider } from './oidc-provider.ts';
import { isProviderUnavailable, ProviderUnavailableError } from './provider-fetch.ts';

/** The configured providers. Calls reject with a fault `UNAVAILABLE` when the provider does not respond in time. */
export interface OAuthProviders {
  /** Names in the order of the configuration. */
  readonly names: readonly string[];
  /** Whether the redirect URI is allowed. */
  allowsRedirect(uri: string): boolean;
  authorizationUrl(name: string, binding: Binding & { readonly state: string }): Promise<string>;
  isIssuer(name: string, iss: string | null): Promise<boolean>;
  /** Null when the provider rejects the code, or its response is not valid. */
  redeem(name: string, proof: Binding & { readonly code: string }): Promise<ProviderClaims | null>;
}

/** Below the 5 s that a mutation may take. */
const PROVIDER_TIMEOUT_MS = 4_000;

/** Creates the configured providers. */
export function createOAuthProviders(
  settings: OAuthSettings | null,
  now: () => Date,
  log: Pick<Logger, 'warn'>,
): OAuthProviders {
  const providersByName = new Map(
    (settings?.providers ?? []).map((provider) => {
      const callback = `${settings?.publicUrl}/oauth/${provider.name}/callback`;
      const make = provider.kind === 'github' ? createGithubProvider : createOidcProvider;
      return [provider.name, make(provider, callback, now)];
    }),
  );
  const callProvider = async <T>(name: string, work: (provider: OAuthProvider) => Promise<T>): Promise<T> => {
    const provider = providersByName.get(name);
    if (provider === undefined) throw new Error(`no provider is named ${name}`);
    return withTimeout(work(provider)).catch((error: unknown) => {
      if (!isProviderUnavailable(error)) throw error;
      log.warn({ provider: name, reason: reasonOf(error) }, 'identity provider unavailable');
      throw fault('UNAVAILABLE', 'The provider is not responding. Try again later.');
    });
  };
  return {
    names: [...providersByName.keys()],
    allowsRedirect: (uri) => settings?.redirectUris.includes(uri) === true,
    authorizationUrl: (name, binding) => callProvider(name, (provider) => provider.authorizationUrl(binding)),
    isIssuer: (name, iss) => callProvider(name, (provider) => provider.isIssuer(iss)),
    redeem: (name, proof) =>
      callProvider(name, (provider) =>
        provider.redeem(proof).catch((error: unknown) => {
          if (isProviderUnavailable(error)) throw error;
          log.warn({ provider: name, reason: reasonOf(error) }, 'identity provider rejected the code');
          return null;
        }),
      ),
  };
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ProviderUnavailableError(`no response within ${PROVIDER_TIMEOUT_MS} ms`)),
      PROVIDER_TIMEOUT_MS,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The library's messages and codes name the error. Its causes hold values, which may be secret, and are left out. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? [error.name, Reflect.get(error, 'code'), error.message].join(' ').slice(0, 200) : 'unknown';
