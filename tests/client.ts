import { createClient, type Client as SocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { newId } from '../runtime/operations/ids.ts';
import { WAIT_LIMIT_MS } from './eventually.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are compared whole by the tests that read them.
export type Answer = any;

/** A person with a client: HTTP for queries and mutations, a WebSocket for subscriptions. */
export interface Person {
  readonly id: string;
  readonly nickname: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The `data` of the answer. Rejects when there are errors. */
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The payload of one mutation that is not refused. */
  do(mutation: string, input: Record<string, unknown>, selection: string): Promise<Answer>;
  /** Opens a subscription on the person's socket. */
  listen(subscription: string, variables?: Record<string, unknown>): Listening;
  /** The codes with which the person's sockets have closed. */
  readonly closings: readonly number[];
  /** Cuts the socket without a word. */
  cut(): void;
  close(): Promise<void>;
}

/** An open subscription, and what has come so far. */
export interface Listening {
  readonly events: readonly Answer[];
  /** How it ended; undefined while it is open. */
  ending(): { readonly error: unknown } | undefined;
  /** The next event that was not taken yet. */
  next(): Promise<Answer>;
  stop(): void;
}

/** Posts an operation. */
export async function post(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  token?: string,
): Promise<{ status: number; body: Answer }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: await response.json() };
}

/** The password of every person that `registerPerson` makes. */
export const PASSWORD = 'correct horse battery';

/** Retries with the same key, as a client does on a retryable error: a machine under load is slow. */
const REGISTRATION_TRIES = 5;

/** Registers a new person with a nickname that nobody else has; `more` is of the input of `register`. */
export async function registerPerson(
  url: string,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Person> {
  const nickname = `${name}_${newId('x', new Date()).slice(-8)}`;
  const email = `${nickname}@example.com`;
  const input = { email, password: PASSWORD, nickname, dateOfBirth: '1990-01-01', idempotencyKey: nickname, ...more };
  for (let left = REGISTRATION_TRIES; ; left -= 1) {
    const { body } = await post(
      url,
      'mutation ($input: RegisterInput!) { register(input: $input) { user { id } session { accessToken refreshToken } errors { __typename ... on UserError { message } } } }',
      { input },
    );
    const registered = body.data?.register;
    if (registered?.user != null) return personOf(url, { id: registered.user.id, nickname, ...registered.session });
    if (left === 1 || body.errors?.[0].extensions.retryable !== true)
      throw new Error(`Could not register: ${JSON.stringify(body)}`);
  }
}

/** A client for a person whose tokens are known. */
export function personOf(url: string, who: Pick<Person, 'id' | 'nickname' | 'accessToken' | 'refreshToken'>): Person {
  let socket: WebSocket | undefined;
  const closings: number[] = [];
  const open = (): SocketClient =>
    createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazyCloseTimeout: 1_000,
      connectionParams: { authorization: `Bearer ${who.accessToken}` },
      on: {
        opened: (opened) => {
          socket = opened as WebSocket;
        },
        closed: (event) => void closings.push(Number(Reflect.get(Object(event), 'code'))),
      },
    });
  let client = open();
  const ask: Person['ask'] = async (query, variables) => {
    const { body } = await post(url, query, variables, who.accessToken);
    if (body.errors !== undefined) throw new Error(`${query}\n${JSON.stringify(body.errors)}`);
    return body.data;
  };
  return {
    ...who,
    ask,
    closings,
    async do(mutation, input, selection) {
      const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} errors { __typename ... on UserError { message path } } } }`;
      const payload = (await ask(query, { input }))[mutation];
      if (payload.errors.length > 0) throw new Error(`${mutation} was refused: ${JSON.stringify(payload.errors)}`);
      return payload;
    },
    listen: (subscription, variables) => listenOn(client, subscription, variables),
    cut() {
      socket?.terminate();
      client = open();
    },
    async close() {
      await client.dispose();
    },
  };
}

function listenOn(client: SocketClient, query: string, variables: Record<string, unknown> = {}): Listening {
  const events: Answer[] = [];
  let taken = 0;
  let ending: { error: unknown } | undefined;
  let wake: () => void = () => undefined;
  const stop = client.subscribe<Answer>(
    { query, variables },
    {
      next(event) {
        events.push(event);
        wake();
      },
      error(error) {
        ending = { error };
        wake();
      },
      complete() {
        ending ??= { error: null };
        wake();
      },
    },
  );
  return {
    events,
    ending: () => ending,
    async next() {
      const timer = setTimeout(() => wake(), WAIT_LIMIT_MS);
      const until = performance.now() + WAIT_LIMIT_MS;
      while (events.length <= taken) {
        if (ending !== undefined) throw new Error(`The subscription has ended: ${JSON.stringify(ending.error)}`);
        if (performance.now() >= until) throw new Error(`No event came in ${WAIT_LIMIT_MS / 1_000} s for ${query}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      clearTimeout(timer);
      taken += 1;
      return events[taken - 1];
    },
    stop,
  };
}
