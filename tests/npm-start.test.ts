import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { identify } from '../runtime/embedded/process-identity.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder } from '../runtime/embedded/temporary-folder.ts';
import { post } from './client.ts';
import type { Command } from './command.ts';
import { type CommandWorld, openCommandWorld } from './command-world.ts';
import { eventually } from './eventually.ts';

let world: CommandWorld;

beforeAll(async () => {
  world = await openCommandWorld();
});
afterAll(() => world?.close());

const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

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
  const MAX_MEGABYTES = 540;

  const begin = async (environment: Record<string, string> = {}) => {
    // As a user starts it: in development, which seeds.
    const { NODE_ENV: _, ...given } = world.engines();
    const command = world.commands.run('start', [], { ...given, ...environment });
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
    const { rows } = await world.database.query('SELECT FROM auth.account');
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
