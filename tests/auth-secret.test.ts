import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createKeyPairs } from '../subgraphs/auth/adapters/key-pairs.ts';
import { openAuthRepository } from '../subgraphs/auth/repository/index.ts';
import { createCommands } from './command.ts';
import { type FreshDatabase, freshDatabase, privateRedis } from './engines.ts';
import { followAllProducers } from './producer.ts';

const SECRET = 'the secret that the key is sealed under';
const OTHER = 'another secret of the same good length';

const commands = createCommands();
let database: FreshDatabase;
let redis: Awaited<ReturnType<typeof privateRedis>>;

beforeAll(async () => {
  [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  const { kid, x, y, sealedPrivate } = await createKeyPairs(SECRET).make();
  await database.query(
    `INSERT INTO auth.signing_key (kid, created_at, active_at, retires_at, expires_at, x, y, sealed_private)
     VALUES ($1, now() - interval '2 days', now() - interval '1 day', now() + interval '9 days', now() + interval '10 days', $2, $3, $4)`,
    [kid, x, y, sealedPrivate],
  );
  // Otherwise auth, alone, waits for the snapshots of others before it says that it is ready.
  const { sql, close } = openAuthRepository(database.urlOf('auth'));
  await followAllProducers(sql);
  await close();
});
afterAll(async () => {
  await commands.close();
  await Promise.all([redis.stop(), database.drop()]);
});

const serve = (target: string, environment: Record<string, string>) =>
  commands.run('serve', [target], {
    NODE_ENV: 'test',
    DATABASE_URL: database.ownerUrl,
    REDIS_URL: redis.url,
    DATABASE_SECRET: process.env['DATABASE_SECRET'] ?? '',
    PORT: '0',
    ...environment,
  });

test.each([
  ['by itself', 'auth', ''],
  ['in the gateway', 'gateway', 'auth'],
])(
  'auth, %s, does not start with a secret that does not open the signing key, and says so in one line',
  async (_, target, EMBED) => {
    const running = serve(target, { AUTH_SECRET: OTHER, EMBED });
    expect(await running.ended).toBe(1);
    expect(running.stderr()).toEqual([expect.stringMatching(/^error: AUTH_SECRET cannot decrypt signing key \S+: /)]);
  },
);

test('auth starts with the secret that opens it', async () => {
  const running = serve('auth', { AUTH_SECRET: SECRET, LOG_LEVEL: 'info' });
  await running.readyUrl('auth');
  running.signal('SIGTERM');
  expect(await running.ended).toBe(0);
});
