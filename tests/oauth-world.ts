import { ANONYMOUS, type Caller } from '../runtime/executor/caller.ts';
import auth from '../subgraphs/auth/index.ts';
import { type DomainWorld, type DomainWorldOptions, openDomainWorld } from './domain-world.ts';
import { type IdentityProvider, openIdentityProvider, type ProviderPerson } from './identity-provider.ts';

/** Where people go on to after the provider. */
export const APP = 'https://app.example.com/signed-in?from=here';

/** Where the gateway is said to be. */
export const PUBLIC_URL = 'https://api.example.com';

const START =
  'mutation ($input: StartOAuthInput!) { startOAuth(input: $input) { authorizationUrl state errors { __typename ... on UserError { path } } } }';

/** The auth domain with a real provider named `corp`. */
export interface OAuthWorld {
  readonly world: DomainWorld;
  readonly issuer: IdentityProvider;
  /** Begins an attempt; the payload. */
  start(
    input?: object,
    caller?: Caller,
  ): Promise<{ readonly authorizationUrl: string; readonly state: string; readonly errors: unknown }>;
  /** Through the provider's pages and our callback to the app; null: the person says no there. */
  goThrough(authorizationUrl: string, person: ProviderPerson | null): Promise<URL>;
  /** What a client completes with after the person has been at the provider. */
  proofOf(person: ProviderPerson, caller?: Caller): Promise<{ readonly state: string; readonly code: string }>;
  /** Another process of the domain, with a database of its own, which has never asked the provider. */
  openAnother(): Promise<DomainWorld>;
  close(): Promise<void>;
}

/** Opens the provider and the domain. */
export async function openOAuthWorld({ environment, ...options }: DomainWorldOptions = {}): Promise<OAuthWorld> {
  const issuer = await openIdentityProvider(`${PUBLIC_URL}/oauth/corp/callback`);
  const open = () =>
    openDomainWorld(auth, {
      answers: { profile: () => ({ reserveNickname: { reserved: true, errors: [] } }) },
      ...options,
      environment: {
        PUBLIC_URL,
        OAUTH_PROVIDERS: 'corp,github',
        OAUTH_REDIRECT_URIS: `${APP},com.example.app:/signed-in`,
        OAUTH_CORP_ISSUER: issuer.issuer,
        OAUTH_CORP_CLIENT_ID: issuer.clientId,
        OAUTH_CORP_CLIENT_SECRET: issuer.clientSecret,
        OAUTH_GITHUB_CLIENT_ID: 'x',
        OAUTH_GITHUB_CLIENT_SECRET: 'x',
        ...environment,
      },
    });
  const world = await open();
  const start: OAuthWorld['start'] = async (input = {}, caller = ANONYMOUS) => {
    const { data } = await world.execute(START, { input: { provider: 'corp', redirectUri: APP, ...input } }, caller);
    // as: an answer to the document above.
    return data?.['startOAuth'] as Awaited<ReturnType<OAuthWorld['start']>>;
  };
  const goThrough: OAuthWorld['goThrough'] = async (authorizationUrl, person) => {
    const back = await issuer.visit(authorizationUrl, person);
    const response = await world.get(`${back.pathname}${back.search}`);
    if (response.status !== 303) throw new Error(`The callback answered ${response.status}.`);
    return new URL(response.headers.get('location') ?? '');
  };
  return {
    world,
    issuer,
    start,
    goThrough,
    async proofOf(person, caller) {
      const { authorizationUrl, state } = await start({}, caller);
      const app = await goThrough(authorizationUrl, person);
      return { state, code: app.searchParams.get('code') ?? '' };
    },
    openAnother: open,
    async close() {
      await world.close();
      await issuer.stop();
    },
  };
}
