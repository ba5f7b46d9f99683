import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accounts } from '../gateway/fixtures/accounts.ts';
import { openSocket, post as postRaw } from '../gateway/fixtures/clients.ts';
import { composeFixtures } from '../gateway/fixtures/open-fixture.ts';
import { products } from '../gateway/fixtures/products.ts';
import { createReviewLog } from '../gateway/fixtures/review-log.ts';
import { reviews } from '../gateway/fixtures/reviews.ts';
import { type PlainSubgraph, servePlain } from '../gateway/fixtures/serve-plain.ts';
import { identify } from '../runtime/embedded/process-identity.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder } from '../runtime/embedded/temporary-folder.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { failureLines } from '../scripts/run-command.ts';
import { serveTarget } from '../scripts/serve-target.ts';
import { post } from './client.ts';
import { type Command, createCommands } from './command.ts';
import { type FreshDatabase, freshDatabase, privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';

const commands = createCommands();
const AWAY = '127.0.0.1:1';
let database: FreshDatabase;
let redis: Awaited<ReturnType<typeof privateRedis>>;
let taken: Server;

/** Where the engines of this file are, and the secret that the roles of the test server were made with. */
const engines = (): Record<string, string> => ({
  NODE_ENV: 'test',
  DATABASE_URL: database.ownerUrl,
  REDIS_URL: redis.url,
  DATABASE_SECRET: process.env['DATABASE_SECRET'] ?? '',
  PORT: '0',
});

beforeAll(async () => {
  [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  taken = createServer().listen(0, '127.0.0.1');
  await eventually(() => taken.listening, 'a port to be taken');
});
afterAll(async () => {
  await commands.close();
  taken.close();
  await Promise.all([redis.stop(), database.drop()]);
});

const takenPort = (): string => {
  const address = taken.address();
  return typeof address === 'object' && address !== null ? String(address.port) : '';
};

describe('a start that cannot be says why in one line and ends with 1', () => {
  type Case = readonly [what: string, command: string, environment: () => Record<string, string>, line: RegExp];
  const cases: readonly Case[] = [
    ['no argument', 'serve', engines, /usage: .*<subgraph>/],
    ['a port out of range', 'start', () => ({ ...engines(), PORT: '65536' }), /PORT: /],
    ['a port that is taken, by the gateway', 'serve gateway', atTakenPort, /PORT: .*:\d+ is taken/],
    ['a port that is taken, by a subgraph', 'serve profile', atTakenPort, /PORT: .*:\d+ is taken/],
    ['a port that is taken, by all', 'serve all', atTakenPort, /PORT: .*:\d+ is taken/],
    ['a port that is taken, at the start', 'start', atTakenPort, /PORT: .*:\d+ is taken/],
    ['a database that is away, at the start', 'start', databaseAway, /database at 127\.0\.0\.1:1/i],
    ['a wrong name in EMBED, at the start', 'start', () => ({ ...engines(), EMBED: 'nobody' }), /EMBED: .*nobody/],
    [
      'a wrong address of a subgraph',
      'serve gateway',
      () => ({ ...engines(), CHAT_SUBGRAPH_URL: 'chat' }),
      /CHAT_SUBGRAPH_URL: /,
    ],
    ['production without limits', 'start', () => ({ ...inProduction(), LIMITS: 'off' }), /LIMITS: /],
  ];

  test.each(cases)('%s (%s)', async (_, command, environment, line) => {
    const [name, ...args] = command.split(' ');
    const running = commands.run(name === 'start' ? 'start' : 'serve', args, environment());
    const code = await running.ended;
    // A start names each stage as it begins.
    const failures = running.stderr().filter((line) => !line.endsWith(' …'));
    expect(failures).toEqual([expect.stringMatching(line)]);
    expect(failures[0]).toMatch(/^error: /);
    expect(code).toBe(1);
    await expect(running.hasNoChildren()).resolves.toBe(true);
  });

  /** The lines that `npm run serve` prints when nothing has been opened yet, without a process for it. */
  const linesOfServe = async (words: string, environment: Record<string, string>) => {
    const given = { DATA_DIR: commands.dataDir, ...environment };
    const serving = serveTarget(words.split(' '), () => loadConfiguration('serve', given));
    return serving.then(() => null, failureLines);
  };
  const early: readonly Case[] = [
    ['an unknown subgraph', 'nobody', engines, /nobody.*supergraph\.yaml lists auth, profile/],
    ['a port that is no number', 'gateway', () => ({ ...engines(), PORT: 'http' }), /PORT: /],
    ['no Redis, for a subgraph', 'profile', () => ({ ...engines(), REDIS_URL: '' }), /REDIS_URL: must be set/],
    ['no Redis, for the gateway', 'gateway', () => ({ ...engines(), REDIS_URL: '' }), /REDIS_URL: must be set/],
    ['no Redis, for all', 'all', () => ({ ...engines(), REDIS_URL: '' }), /REDIS_URL: must be set/],
    ['no database', 'profile', () => ({ ...engines(), DATABASE_URL: '' }), /PROFILE_DATABASE_URL: must be set/],
    ['a database that is away, for a subgraph', 'profile', databaseAway, /database of profile at 127\.0\.0\.1:1/],
    ['a database that is away, for all', 'all', databaseAway, /database of \w+ at 127\.0\.0\.1:1/],
    ['a wrong address', 'profile', () => ({ ...engines(), DATABASE_URL: 'localhost' }), /DATABASE_URL: /],
    ['a wrong name in EMBED', 'gateway', () => ({ ...engines(), EMBED: 'auth,nobody' }), /EMBED: .*nobody/],
    [
      'a supergraph that is not there',
      'gateway',
      () => ({ SUPERGRAPH_FILE: '/nowhere.graphql', AUTH: 'off' }),
      /SUPERGRAPH_FILE: \/nowhere\.graphql/,
    ],
    [
      'a supergraph that is none',
      'gateway',
      () => ({ SUPERGRAPH_FILE: 'package.json', AUTH: 'off' }),
      /SUPERGRAPH_FILE: package\.json/,
    ],
    [
      'a foreign supergraph with accounts',
      'gateway',
      () => ({ SUPERGRAPH_FILE: 'supergraph.graphql' }),
      /AUTH: set it to off/,
    ],
    ['production without accounts', 'gateway', () => ({ ...inProduction(), AUTH: 'off' }), /AUTH: /],
  ];
  test.each(early)('%s (serve %s), before anything is opened', async (_, words, environment, line) => {
    const lines = await linesOfServe(words, environment());
    expect(lines).toEqual([expect.stringMatching(line)]);
    expect(lines?.[0]).toMatch(/^error: /);
  });

  const KEY = 'CALLER_SIGNING_KEY';
  const ALL = [
    'DATABASE_SECRET',
    'AUTH_SECRET',
    'LINK_SECRET',
    'NOTIFICATIONS_SECRET',
    'MODERATION_SECRET',
    'PAYMENTS_SECRET',
  ];
  const linesFor = (missing: readonly string[]) => missing.map((name) => `error: ${name}: must be set in production`);
  test.each<[string, string[], string[]]>([
    ['serve', ['auth'], [KEY, 'DATABASE_SECRET', 'AUTH_SECRET', 'LINK_SECRET']],
    ['start', [], ALL],
  ])('production without secrets (%s %j): one line for each', async (name, args, missing) => {
    const running = commands.run(name === 'start' ? 'start' : 'serve', args, inProduction());
    expect(await running.ended).toBe(1);
    expect(running.stderr()).toEqual(linesFor(missing));
    await expect(running.hasNoChildren()).resolves.toBe(true);
  });
  test.each<[string, Record<string, string>, string[]]>([
    ['profile', {}, [KEY, 'DATABASE_SECRET', 'LINK_SECRET']],
    ['profile', { PROFILE_DATABASE_URL: `postgresql://${AWAY}/social` }, [KEY, 'LINK_SECRET']],
    ['gateway', {}, [KEY]],
    ['gateway', { EMBED: 'notifications' }, [KEY, 'DATABASE_SECRET', 'NOTIFICATIONS_SECRET', 'LINK_SECRET']],
    ['gateway', { EMBED: 'all' }, ALL],
    ['all', {}, [KEY, ...ALL]],
    ['all', { AUTH_SECRET: 'x'.repeat(32) }, [KEY, ...ALL.filter((name) => name !== 'AUTH_SECRET')]],
  ])('production without secrets (serve %s, %j): one line for each, before anything is opened', async (...values) => {
    const [words, environment, missing] = values;
    expect(await linesOfServe(words, { ...inProduction(), ...environment })).toEqual(linesFor(missing));
  });

  function atTakenPort(): Record<string, string> {
    return { ...engines(), PORT: takenPort() };
  }
  function databaseAway(): Record<string, string> {
    return { ...engines(), DATABASE_URL: `postgresql://owner:secret@${AWAY}/social` };
  }
  function inProduction(): Record<string, string> {
    return { ...engines(), NODE_ENV: 'production', DATABASE_SECRET: '' };
  }
});

const WORLD = `{
  me { friends(first: 5) { edges { node { isOnline } } } }
  friendRequests(direction: INCOMING, first: 1) { edges { cursor } }
  conversations(first: 10) { edges { node { unreadCount } } }
  notifications(first: 1) { edges { cursor } }
  liveStreams(first: 1) { edges { node { viewerCount } } }
}`;
type Online = { readonly node: { readonly isOnline: boolean | null } };
type Unread = { readonly node: { readonly unreadCount: number } };
type Watched = { readonly node: { readonly viewerCount: number } };

describe('npm start', () => {
  const MAX_LINES = 8;
  const MAX_MEGABYTES = 450;

  const begin = async (environment: Record<string, string> = {}) => {
    // As a user starts it: in development, which seeds.
    const { NODE_ENV: _, ...given } = engines();
    const command = commands.run('start', [], { ...given, ...environment });
    const lineStartingWith = (start: string) => command.stdout().find((line) => line.startsWith(start));
    await eventually(() => lineStartingWith('Data: ') !== undefined, 'the start to be done');
    return { command, url: /http:\S+/.exec(lineStartingWith('Ready: ') ?? '')?.[0] ?? '' };
  };
  const loginsOf = (command: Command) =>
    command.stdout().flatMap((line) => {
      const [, identifier, password] = /^Demo login: (\S+) \/ (.+)$/.exec(line) ?? [];
      return identifier === undefined ? [] : [{ identifier, password }];
    });
  const signIn = async (url: string, input: object): Promise<string> => {
    const login = 'mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } } }';
    return (await post(url, login, { input })).body.data.login.session.accessToken;
  };
  /** The friends of who signs in. */
  const friendsOf = async (url: string, input: object): Promise<unknown[]> => {
    const accessToken = await signIn(url, input);
    const { body } = await post(url, '{ me { friends(first: 5) { edges { cursor } } } }', {}, accessToken);
    return body.data.me.friends.edges;
  };
  /** What somebody sees who looks around in the demo world. */
  const worldOf = async (url: string, accessToken: string) => {
    const { body } = await post(url, WORLD, {}, accessToken);
    const { me, friendRequests, conversations, notifications, liveStreams } = body.data;
    return {
      online: me.friends.edges.filter(({ node }: Online) => node.isOnline).length > 0,
      requests: friendRequests.edges.length > 0,
      unread: conversations.edges.some(({ node }: Unread) => node.unreadCount > 0),
      notifications: notifications.edges.length > 0,
      watched: liveStreams.edges.some(({ node }: Watched) => node.viewerCount > 0),
    };
  };
  const people = async (): Promise<number> => {
    const { rows } = await database.query('SELECT FROM auth.account');
    return rows.length;
  };

  test('seeds once, prints logins that work each time, and ends in good order', async () => {
    const first = await begin();
    // A machine that is slow enough makes domains complain to the log.
    const printed = first.command.stdout().filter((line) => !line.startsWith('{'));
    expect(printed.length).toBeLessThanOrEqual(MAX_LINES);
    expect(printed[0]).toContain(first.url);
    const logins = loginsOf(first.command);
    expect(logins).toHaveLength(2);
    for (const login of logins) expect((await friendsOf(first.url, login)).length).toBeGreaterThanOrEqual(1);
    if (process.platform === 'linux') expect(residentMegabytes(first.command.pid)).toBeLessThanOrEqual(MAX_MEGABYTES);
    const everything = { online: true, requests: true, unread: true, notifications: true, watched: true };
    const token = await signIn(first.url, logins[0] ?? {});
    const isAwake = async () => isDeepStrictEqual(await worldOf(first.url, token), everything);
    await eventually(isAwake, 'the demo world to be awake');
    const stages = first.command.stderr();
    expect(stages).toEqual(expect.arrayContaining(['Migrating …', 'Seeding the demo world …']));
    const seeded = await people();
    expect(seeded).toBeGreaterThan(2);

    first.command.signal('SIGTERM');
    await expect(first.command.ended).resolves.toBe(0);
    await expect(first.command.hasNoChildren()).resolves.toBe(true);

    const second = await begin();
    expect(loginsOf(second.command)).toEqual(logins);
    expect((await friendsOf(second.url, logins[0] ?? {})).length).toBeGreaterThanOrEqual(1);
    expect(await people()).toBe(seeded);

    second.command.signal('SIGTERM');
    await eventually(async () => (await fetch(`${second.url}/readyz`)).status === 503, 'it to be on its way out');
    second.command.signal('SIGTERM');
    // 0 would be the end in good order, which the second signal does not wait for.
    await expect(second.command.ended).resolves.toBe(1);
    await expect(second.command.hasNoChildren()).resolves.toBe(true);
  });

  test('makes nobody up with SEED=none, and starts its own engines again when they die', async () => {
    // A temporary folder whose engines are ended with it, whatever becomes of the test.
    const folder = makeTemporaryFolder();
    const dataDir = join(folder, 'data');
    const given = { DATABASE_URL: '', REDIS_URL: '', DATA_DIR: dataDir, SEED: 'none', DATABASE_SECRET: 'x'.repeat(32) };
    const { command, url } = await begin(given);
    const isReady = async () => (await fetch(`${url}/readyz`)).status === 200;
    const works = async () => {
      const { body } = await post(url, '{ nicknameAvailable(nickname: "somebody") }');
      return body.data?.nicknameAvailable === true;
    };
    const location = /^Data: ([^,]+)/.exec(command.stdout().at(-1) ?? '')?.[1] ?? '';
    const postgresPid = () => Number(readFileSync(join(location, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const redisPid = (): number => JSON.parse(readFileSync(join(dataDir, 'redis.json'), 'utf8')).process.pid;
    const killed = { postgres: postgresPid(), redis: redisPid() };
    for (const pid of Object.values(killed)) recordEngine(folder, pid);
    await expect(isReady()).resolves.toBe(true);
    expect(command.stdout().join('\n')).not.toMatch(/login/i);
    const login = 'mutation ($input: LoginInput!) { login(input: $input) { errors { __typename } } }';
    const { body } = await post(url, login, {
      input: { identifier: 'ada@example.com', password: 'correct horse battery' },
    });
    expect(body.data.login.errors).toEqual([{ __typename: 'InvalidCredentials' }]);

    process.kill(killed.postgres, 'SIGKILL');
    await eventually(async () => !(await isReady()), 'readiness to say that the database is away');
    await eventually(isReady, 'the database to be back');
    await eventually(works, 'everything to work');
    process.kill(killed.redis, 'SIGKILL');
    await eventually(() => redisPid() !== killed.redis, 'Redis to be started again');
    await eventually(works, 'everything to work');

    const revived = { postgres: postgresPid(), redis: redisPid() };
    for (const pid of Object.values(revived)) recordEngine(folder, pid);
    expect(Object.values(revived)).not.toEqual(expect.arrayContaining([killed.postgres, killed.redis]));
    command.signal('SIGTERM');
    await expect(command.ended).resolves.toBe(0);
    expect(Object.values(revived).map(identify)).toEqual([null, null]);
    await removeTemporaryFolder(folder);
  });
});

describe('npm run serve -- all', () => {
  test('ends in good order with every process it began', async () => {
    const command = commands.run('serve', ['all'], { ...engines(), LOG_LEVEL: 'info' });
    const url = await command.readyUrl('gateway');
    const answer = await post(url, '{ nicknameAvailable(nickname: "somebody") }');
    expect(answer.body.data).toEqual({ nicknameAvailable: true });
    command.signal('SIGTERM');
    await expect(command.ended).resolves.toBe(0);
    await expect(command.hasNoChildren()).resolves.toBe(true);
    expect(command.stderr()).toEqual([]);
  });

  test('ends with what only one process finds wrong: a setting does not become right by a restart', async () => {
    // The list is read by the gateway alone.
    const environment = { ...engines(), TRUSTED_DOCUMENTS: '/nowhere.json' };
    const command = commands.run('serve', ['all'], environment);
    await expect(command.ended).resolves.toBe(1);
    expect(command.stderr()).toEqual([expect.stringMatching(/^error: TRUSTED_DOCUMENTS: /)]);
    await expect(command.hasNoChildren()).resolves.toBe(true);
  });
});

const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

describe('the gateway alone over a supergraph of others', () => {
  const log = createReviewLog();
  const served: PlainSubgraph[] = [];
  let url: string;
  let command: Command;

  beforeAll(async () => {
    for (const fixture of [accounts, products, reviews]) served.push(await servePlain(fixture, { log }));
    const urls = Object.fromEntries([accounts, products, reviews].map(({ name }, at) => [name, served[at]?.url ?? '']));
    const file = join(commands.dataDir, 'supergraph.graphql');
    writeFileSync(file, composeFixtures([accounts, products, reviews], urls));
    const environment = { SUPERGRAPH_FILE: file, AUTH: 'off', LIMITS: 'off', PORT: '0', LOG_LEVEL: 'info' };
    command = commands.run('serve', ['gateway'], environment);
    url = await command.readyUrl('gateway');
  });
  afterAll(() => Promise.all(served.map((subgraph) => subgraph.close())));

  test('answers a query across subgraphs without database and Redis', async () => {
    const { status, body } = await postRaw(url, { query: '{ topReviews { body author { name } } }' });
    expect(status).toBe(200);
    expect(body.data?.['topReviews']).toContainEqual({ body: 'Sturdy', author: { name: 'Ada' } });
  });

  test('answers a subscription with a field of another subgraph', async () => {
    const socket = await openSocket(url, { init: {} });
    const query = 'subscription { reviewAdded(after: "0") { cursor review { author { name } } } }';
    socket.send({ type: 'subscribe', id: '1', payload: { query } });
    log.add('r1');
    expect((await socket.next()).payload).toEqual({
      data: { reviewAdded: { cursor: '1', review: { author: { name: 'Ada' } } } },
    });
    socket.webSocket.close();
    await socket.closed;
  });

  test('ends in good order', async () => {
    command.signal('SIGTERM');
    await expect(command.ended).resolves.toBe(0);
    expect(command.stderr()).toEqual([]);
  });
});
