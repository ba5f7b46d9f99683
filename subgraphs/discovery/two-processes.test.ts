import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { createCallerSigner } from '../../runtime/serve/caller-token.ts';
import { createRemoteExecutor, type RemoteExecutor } from '../../runtime/serve/remote-executor.ts';
import { type FreshDatabase, freshDatabase, privateRedis } from '../../tests/engines.ts';
import { type Killable, startKillable } from '../../tests/killable.ts';
import { followAllProducers } from '../../tests/producer.ts';
import { openSql, type SqlMeter } from '../../tests/sql-meter.ts';
import { addPerson } from './fixtures/matching-world.ts';
import { DAILY_LIMITS } from './operations/quotas/limits.ts';

const SERVE = fileURLToPath(new URL('../../scripts/serve.ts', import.meta.url));

const LIKE = `mutation ($input: LikeProfileInput!) { likeProfile(input: $input) {
  match { id } isReplay errors { __typename } } }`;
const SUPERLIKE = `mutation ($input: SuperlikeProfileInput!) { superlikeProfile(input: $input) {
  match { id } isReplay errors { __typename } } }`;

let database: FreshDatabase;
let meter: SqlMeter;
let redis: Awaited<ReturnType<typeof privateRedis>>;
let folder: string;
let processes: Killable[];
let executors: RemoteExecutor[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'discovery-processes-'));
  [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  meter = await openSql(database.urlOf('discovery'), 'discovery');
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const environment = {
    ...{ DATA_DIR: folder, PORT: '0', REDIS_URL: redis.url, CALLER_SIGNING_KEY: key },
    DISCOVERY_DATABASE_URL: database.urlOf('discovery'),
    LINK_SECRET: 'a secret of the test, thirty-two characters and more',
  };
  await followAllProducers(meter.sql);
  processes = await Promise.all([1, 2].map(() => startKillable('discovery', [SERVE, 'discovery'], environment)));
  const signer = createCallerSigner(key, () => new Date());
  const log = openLog('discovery', 'silent');
  executors = processes.map(({ url }) =>
    createRemoteExecutor({
      ...{ name: 'discovery', urls: [url], log },
      callerToken: (caller) => signer.sign(caller, 'discovery'),
    }),
  );
}, 90_000);
afterAll(async () => {
  await Promise.all(executors.map((executor) => executor.close()));
  await Promise.all(processes.map((one) => one.kill()));
  await Promise.all([meter.close(), redis.stop()]);
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** A like in one of the processes: `match`, `ok`, the refusal, or the code of a fault. */
async function like(nth: number, from: string, to: string, query = LIKE): Promise<string> {
  const input = { userId: to, idempotencyKey: `${from} ${to}` };
  // As a client does: a busy process says that it is unavailable, and the same key makes it safe to ask again.
  for (;;) {
    const result = await executors[nth % executors.length]?.execute(
      { query, variables: { input } },
      { ...ANONYMOUS, viewerId: from },
    );
    const { data, errors } = Object(result);
    const code = errors === undefined ? null : String(errors[0].extensions.code);
    if (code?.endsWith('UNAVAILABLE')) continue;
    if (code !== null) return code;
    const { match, errors: refusals } = Object(Object.values(data)[0]);
    if (refusals[0]?.__typename === 'IdempotencyInProgress') continue;
    return refusals[0]?.__typename ?? (match === null ? 'ok' : 'match');
  }
}

const count = (outcomes: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(outcomes, (outcome) => outcome)].map(([outcome, all]) => [outcome, all.length]));

const people = (number: number) => Promise.all(Array.from({ length: number }, () => addPerson(meter.sql)));

test('of 100 likes that cross between 50 pairs over two processes come 50 matches, and news of each for both', async () => {
  const all = await people(100);
  const pairs = Array.from({ length: 50 }, (_, nth) => [all[nth * 2] ?? '', all[nth * 2 + 1] ?? ''] as const);
  const outcomes = await Promise.all(pairs.flatMap(([one, other]) => [like(0, one, other), like(1, other, one)]));

  expect(count(outcomes)).toEqual({ ok: 50, match: 50 });
  const matches = await meter.sql.$queryRaw<{ low_id: string; high_id: string }[]>`
    SELECT low_id, high_id FROM discovery_match`;
  expect(new Set(matches.map(({ low_id, high_id }) => `${low_id} ${high_id}`))).toEqual(
    new Set(pairs.map((pair) => [...pair].sort().join(' '))),
  );
  const events = await meter.sql.$queryRaw<{ type: string; total: number }[]>`
    SELECT type, count(*)::int AS total FROM outbox_event GROUP BY type ORDER BY type`;
  expect(events).toEqual([
    { type: 'discovery.like-received', total: 50 },
    { type: 'discovery.match-created', total: 50 },
  ]);
  const logged = await meter.sql.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM log_entry WHERE log = 'discovery.matches'`;
  expect(logged).toEqual([{ total: 100 }]);
}, 90_000);

test('of 50 superlikes of one person over two processes as many are sent as a day has', async () => {
  const [sender = '', ...others] = await people(51);
  const outcomes = await Promise.all(others.map((other, nth) => like(nth, sender, other, SUPERLIKE)));
  expect(count(outcomes)).toEqual({ ok: DAILY_LIMITS.superlikes, QuotaReached: 50 - DAILY_LIMITS.superlikes });
  const [used] = await meter.sql.$queryRaw<object[]>`
    SELECT likes, superlikes FROM discovery_quota WHERE user_id = ${sender}`;
  expect(used).toEqual({ likes: 0, superlikes: DAILY_LIMITS.superlikes });
}, 90_000);
