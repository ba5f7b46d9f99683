import { Redis } from 'ioredis';
import { withClient } from '../../runtime/database/postgres-connections.ts';
import type { Engines } from './engines.ts';
import { PASSWORD } from './fill-world.ts';
import { emailOf, personOfViewer, type WorldSize } from './people-sql.ts';

/** A person who asks. */
export interface Viewer {
  readonly id: string;
  readonly email: string;
  /** Of conversations with friends: the viewer can write there. */
  readonly conversationIds: readonly string[];
}

/** One in so many friends of a viewer is online. */
const ONLINE_SHARE = 3;
const LEASE_MS = 6 * 3_600_000;

/** Resolves to the people who sign in, in the order of their ids. */
export async function readViewers({ databaseUrl }: Engines, size: WorldSize): Promise<Viewer[]> {
  const emails = Array.from({ length: size.viewers }, (_, at) => emailOf(personOfViewer(at, size)));
  return withClient({ connectionString: databaseUrl }, async (client) => {
    const { rows } = await client.query<Viewer>(
      `SELECT i.user_id AS id, i.value AS email, (
         SELECT array_agg(m.conversation_id ORDER BY 1) FROM chat.member AS m JOIN chat.member AS other ON other.conversation_id = m.conversation_id
         JOIN friends.friendship AS f ON f.user_id = m.user_id AND f.friend_id = other.user_id WHERE m.user_id = i.user_id) AS "conversationIds"
       FROM auth.identifier AS i WHERE i.kind = 'EMAIL' AND i.value = ANY ($1) ORDER BY 1`,
      [emails],
    );
    return rows;
  });
}

/** Holds a lease of presence for a part of the viewers' friends, as their processes would. Resolves to those people's ids. */
export async function putFriendsOnline(
  { databaseUrl, redisUrl }: Engines,
  viewers: readonly Viewer[],
): Promise<readonly string[]> {
  const friends = await withClient({ connectionString: databaseUrl }, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'SELECT DISTINCT friend_id AS id FROM friends.friendship WHERE user_id = ANY ($1) ORDER BY 1',
      [viewers.map(({ id }) => id)],
    );
    return rows.filter((_, at) => at % ONLINE_SHARE === 0);
  });
  const redis = new Redis(redisUrl);
  const pipeline = redis.pipeline();
  for (const { id } of friends) pipeline.zadd(`lease:presence:{${id}}`, Date.now() + LEASE_MS, 'bench');
  await pipeline.exec();
  redis.disconnect();
  return friends.map(({ id }) => id);
}

const LOGIN =
  'mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } errors { __typename } } }';
const MAX_CONCURRENT_LOGINS = 3;

/** Signs each viewer in, by their real login. @throws when one is refused. */
export async function logIn(port: number, viewers: readonly Viewer[]): Promise<ReadonlyMap<Viewer, string>> {
  const tokens = new Map<Viewer, string>();
  const waiting = [...viewers];
  const worker = async (): Promise<void> => {
    for (let viewer = waiting.pop(); viewer !== undefined; viewer = waiting.pop()) {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: LOGIN, variables: { input: { identifier: viewer.email, password: PASSWORD } } }),
      });
      const text = await response.text();
      const token = /"accessToken":"([^"]+)"/.exec(text)?.[1];
      if (token === undefined) throw new Error(`A viewer could not sign in: ${text.slice(0, 300)}`);
      tokens.set(viewer, token);
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_LOGINS }, worker));
  return tokens;
}

/** Less than access tokens live. */
const TOKENS_LIVE_MS = 5 * 60_000;

/** Signs the viewers in again before their tokens expire. */
export function keepTokens(port: number, viewers: readonly Viewer[]): () => Promise<ReadonlyMap<Viewer, string>> {
  let tokens: ReadonlyMap<Viewer, string> = new Map();
  let madeAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - madeAt < TOKENS_LIVE_MS) return tokens;
    tokens = await logIn(port, viewers);
    madeAt = performance.now();
    return tokens;
  };
}
