import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';

/** A person as the provider knows them. */
export interface ProviderPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean | string;
  readonly preferred_username?: string;
}

/** A real OpenID Connect provider on loopback, with one client. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Goes through its pages as a browser of this person does; resolves with where the browser is sent in the end. */
  visit(authorizationUrl: string, person: ProviderPerson | null): Promise<URL>;
  /** Publishes the key it signs with, or another one. */
  publish(which: 'own key' | 'another key'): void;
  /** What every request is answered from then on; null: as it should be. */
  answerWith(status: number | null): void;
  /** How many requests came to its token endpoint. */
  readonly redeemed: () => number;
  stop(): Promise<void>;
  start(): Promise<void>;
}

const MAX_REDIRECTS = 10;

async function newKey(): Promise<{ own: JWK; published: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const shared = { kid: 'key', use: 'sig', alg: 'ES256' };
  return {
    own: { ...(await exportJWK(privateKey)), ...shared },
    published: { ...(await exportJWK(publicKey)), ...shared },
  };
}

/** Starts it on a free port; the client may come back to `callback` alone. */
export async function openIdentityProvider(callback: string): Promise<IdentityProvider> {
  const server = createServer();
  const start = async (at: number): Promise<number> => {
    await once(server.listen(at, '127.0.0.1'), 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const port = await start(0);
  const issuer = `http://127.0.0.1:${port}`;
  const client = { clientId: 'social', clientSecret: 'a secret of the client' };
  const [key, another] = await Promise.all([newKey(), newKey()]);
  const people = new Map<string, ProviderPerson>();
  const provider = new Provider(issuer, configurationOf(client, callback, key.own, people));
  const answer = provider.callback();
  let published: 'own key' | 'another key' = 'own key';
  let status: number | null = null;
  let redeemed = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    if (path.startsWith('/token')) redeemed += 1;
    if (status !== null) return void response.writeHead(status).end();
    if (path.startsWith('/interaction/')) return interact(provider, request, response);
    if (!path.startsWith('/jwks') || published === 'own key') return answer(request, response);
    response.writeHead(200, { 'content-type': 'application/jwk-set+json' });
    response.end(JSON.stringify({ keys: [another.published] }));
  };
  server.on('request', (request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  return {
    issuer,
    ...client,
    async visit(authorizationUrl, person) {
      if (person !== null) people.set(person.sub, person);
      return browse(new URL(authorizationUrl), issuer, person?.sub ?? '');
    },
    publish: (which) => {
      published = which;
    },
    answerWith: (other) => {
      status = other;
    },
    redeemed: () => redeemed,
    start: async () => void (await start(port)),
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function configurationOf(
  client: { clientId: string; clientSecret: string },
  callback: string,
  key: JWK,
  people: ReadonlyMap<string, ProviderPerson>,
): object {
  return {
    adapter: createMemoryAdapter(0),
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [callback],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['the cookies are of nobody'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: async () => people.get(sub) }),
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
  };
}

/** Its pages for signing in and consenting: who signs in is said by a header, nobody cancels. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  const sub = String(request.headers['x-person'] ?? '');
  if (sub === '') {
    const result = { error: 'access_denied', error_description: 'The person said no' };
    return provider.interactionFinished(request, response, result);
  }
  if (prompt.name === 'login') return provider.interactionFinished(request, response, { login: { accountId: sub } });
  const grant = new provider.Grant({ accountId: session?.accountId ?? sub, clientId: String(params['client_id']) });
  grant.addOIDCScope('openid email profile');
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

/** A browser that begins without cookies and follows redirects until they leave the provider. */
async function browse(from: URL, issuer: string, person: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = from;
  for (let steps = 0; steps < MAX_REDIRECTS; steps += 1) {
    if (url.origin !== issuer) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie, 'x-person': person } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`The provider shows a page: ${response.status} ${await response.text()}`);
    await response.body?.cancel();
    url = new URL(location, url);
  }
  throw new Error('The provider goes round in circles.');
}
