import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { post } from './client.ts';
import type { Command } from './command.ts';
import { type CommandWorld, openCommandWorld } from './command-world.ts';
import { eventually } from './eventually.ts';
import { missingMediaPrograms, probe } from './media-server.ts';

const missing = missingMediaPrograms();
if (missing.length > 0)
  console.warn(
    `SKIPPED: tests/demo-stream.test.ts. The demo stream is not tested, as this machine lacks ${missing.join(', ')}.`,
  );
const testWithServer = missing.length > 0 ? test.skip : test;

let world: CommandWorld;

beforeAll(async () => {
  world = await openCommandWorld();
});
afterAll(() => world?.close());

const STREAMS = `{ liveStreams(first: 5) { edges { node {
  id title state host { profile { nickname } } playback { url protocol } } } } }`;

const start = (environment: Record<string, string> = {}): Command => {
  // As a user starts it: in development, which seeds.
  const { NODE_ENV: _, ...given } = world.engines();
  return world.commands.run('start', [], { ...given, ...environment });
};

/** The stream that somebody who signs in finds, once everything is ready. */
async function streamOf(command: Command) {
  const lineStartingWith = (words: string) => command.stdout().find((line) => line.startsWith(words));
  await eventually(() => lineStartingWith('Data: ') !== undefined, 'the start to be done', 120_000);
  const url = /http:\S+/.exec(lineStartingWith('Ready: ') ?? '')?.[0] ?? '';
  const [, identifier, password] = /^Demo login: (\S+) \/ (.+)$/.exec(lineStartingWith('Demo login: ') ?? '') ?? [];
  const login = 'mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } } }';
  const { accessToken } = (await post(url, login, { input: { identifier, password } })).body.data.login.session;
  const { body } = await post(url, STREAMS, {}, accessToken);
  expect(body.data.liveStreams.edges).toHaveLength(1);
  return body.data.liveStreams.edges[0].node;
}

const pictureIn = (url: string) =>
  eventually(() => probe(url).join() === 'aac,h264', 'the address to play', 30_000).then(() => url);

testWithServer(
  'the demo stream plays, and plays again after the next start',
  async () => {
    const first = start();
    const stream = await streamOf(first);
    expect(stream).toMatchObject({
      state: 'LIVE',
      host: { profile: { nickname: 'mira' } },
      playback: { protocol: 'HLS' },
    });
    expect(new URL(stream.playback.url).hostname).toBe('127.0.0.1');
    await pictureIn(stream.playback.url);
    first.signal('SIGTERM');
    await expect(first.ended).resolves.toBe(0);
    await expect(first.hasNoChildren()).resolves.toBe(true);
    await expect(fetch(stream.playback.url)).rejects.toThrow('fetch failed');

    const second = start();
    const again = await streamOf(second);
    expect(again).toMatchObject({ state: 'LIVE', title: stream.title });
    await pictureIn(again.playback.url);
    second.signal('SIGTERM');
    await expect(second.ended).resolves.toBe(0);
    await expect(second.hasNoChildren()).resolves.toBe(true);
  },
  240_000,
);

test('where programs are missing, one line says what to install', async () => {
  const command = start({ PATH: dirname(process.execPath) === '/usr/bin' ? '/nowhere' : dirname(process.execPath) });
  const line = () => command.stderr().filter((text) => text.includes('The demo stream shows no picture'));
  await eventually(() => line().length > 0, 'the line');
  expect(line()).toEqual([expect.stringMatching(/install what is missing \(Debian: apt-get install .*ffmpeg/)]);
  command.signal('SIGTERM');
  await command.ended;
  await expect(command.hasNoChildren()).resolves.toBe(true);
}, 60_000);
