import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { DemoLogin } from './seed.ts';

const TIMEOUT_MS = 5_000;

const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { session { accessToken user { id } } } }`;
const SESSION = z.object({
  data: z.object({
    login: z.object({ session: z.object({ accessToken: z.string(), user: z.object({ id: z.string() }) }).nullable() }),
  }),
});
const PRESENCE = `subscription ($ids: [ID!]!) { presenceChanged(userIds: $ids) { user { id isOnline } } }`;
const ONLINE = z.object({
  data: z.object({ presenceChanged: z.object({ user: z.object({ isOnline: z.boolean() }) }) }),
});
const TYPENAME = z.object({ data: z.object({ __typename: z.literal('Query') }) });

/**
 * Proves one query and one subscription over the wire, as a client would: signed in with a demo login where there is one,
 * else as a visitor, whose subscription must be refused. Answers with the id of who signed in; null when the login does
 * not work.
 *
 * @throws when either fails.
 */
export async function proveItWorks(url: string, logins: readonly DemoLogin[]): Promise<string | null> {
  TYPENAME.parse(await post(url, '{ __typename }', {}));
  const [login] = logins;
  const session =
    login === undefined
      ? null
      : SESSION.safeParse(await post(url, LOGIN, { input: inputOf(login) })).data?.data.login.session;
  const token = session?.accessToken ?? null;
  const answer = await firstOf(url, token, { ids: [session?.user.id ?? 'usr_0'] });
  if (token !== null) ONLINE.parse(answer);
  else if (!JSON.stringify(answer).includes('UNAUTHENTICATED'))
    throw new Error(`self-test: a visitor's subscription was answered with ${JSON.stringify(answer)}`);
  return session?.user.id ?? null;
}

const inputOf = ({ identifier, password }: DemoLogin) => ({ identifier, password });

async function post(url: string, query: string, variables: Record<string, unknown>): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return response.json();
}

/** The first thing that the presence subscription answers, be it an event or a refusal. */
async function firstOf(url: string, token: string | null, variables: Record<string, unknown>): Promise<unknown> {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token === null ? {} : { authorization: `Bearer ${token}` },
  });
  try {
    return await new Promise<unknown>((resolve, reject) => {
      setTimeout(() => reject(new Error('self-test: no event came over the WebSocket in time')), TIMEOUT_MS).unref();
      client.subscribe({ query: PRESENCE, variables }, { next: resolve, error: resolve, complete: () => undefined });
    });
  } finally {
    await client.dispose();
  }
}
