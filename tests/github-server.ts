import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A person in GitHub's API. */
export interface GithubPerson {
  readonly id: number;
  readonly login: string;
  readonly emails: readonly { readonly email: string; readonly primary: boolean; readonly verified: boolean }[];
}

/** What of GitHub Enterprise Server an app for signing in sees, on loopback. */
export interface GithubServer {
  readonly url: string;
  /** Where the browser of a person who agrees is sent. */
  visit(authorizationUrl: string, person: GithubPerson): URL;
  close(): Promise<void>;
}

/** Starts it for one app. */
export async function openGithubServer(clientId: string, clientSecret: string): Promise<GithubServer> {
  const codes = new Map<string, { person: GithubPerson; challenge: string; redirectUri: string }>();
  const tokens = new Map<string, GithubPerson>();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // as: it listens on a port.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/login/oauth/access_token' && request.method === 'POST')
      return send(200, await token(request));
    const person = tokens.get(String(request.headers.authorization).replace(/^Bearer /i, ''));
    if (request.headers['user-agent'] === undefined) return send(403, { message: 'Please make sure you are known.' });
    if (person === undefined) return send(401, { message: 'Bad credentials' });
    if (request.url === '/api/v3/user') return send(200, { id: person.id, login: person.login });
    if (request.url === '/api/v3/user/emails') return send(200, person.emails);
    send(404, { message: 'Not Found' });
  }

  /** Refusals come with 200, as they do from GitHub. */
  async function token(request: IncomingMessage): Promise<object> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const form = new URLSearchParams(Buffer.concat(parts).toString());
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
      return { error: 'incorrect_client_credentials' };
    if (code?.challenge !== challenge || form.get('redirect_uri') !== code.redirectUri)
      return { error: 'bad_verification_code' };
    const access = `gho_${randomUUID()}`;
    tokens.set(access, code.person);
    return { access_token: access, token_type: 'bearer', scope: 'read:user,user:email' };
  }

  return {
    url,
    visit(authorizationUrl, person) {
      const { origin, pathname, searchParams } = new URL(authorizationUrl);
      if (`${origin}${pathname}` !== `${url}/login/oauth/authorize` || searchParams.get('client_id') !== clientId)
        throw new Error(`GitHub has no such page: ${authorizationUrl}`);
      const code = randomUUID();
      const redirectUri = searchParams.get('redirect_uri') ?? '';
      codes.set(code, { person, challenge: searchParams.get('code_challenge') ?? '', redirectUri });
      const back = new URL(redirectUri);
      back.searchParams.set('code', code);
      back.searchParams.set('state', searchParams.get('state') ?? '');
      return back;
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
