import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { failureLines } from '../scripts/run-command.ts';
import { serveTarget } from '../scripts/serve-target.ts';
import { type CommandWorld, openCommandWorld } from './command-world.ts';
import { eventually } from './eventually.ts';

const AWAY = '127.0.0.1:1';
let world: CommandWorld;
let taken: Server;

const engines = () => world.engines();

beforeAll(async () => {
  world = await openCommandWorld();
  taken = createServer().listen(0, '127.0.0.1');
  await eventually(() => taken.listening, 'a port to be taken');
});
afterAll(async () => {
  taken.close();
  await world.close();
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
    const running = world.commands.run(name === 'start' ? 'start' : 'serve', args, environment());
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
    const given = { DATA_DIR: world.commands.dataDir, ...environment };
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
    'COMMERCE_SECRET',
  ];
  const linesFor = (missing: readonly string[]) => missing.map((name) => `error: ${name}: must be set in production`);
  test.each<[string, string[], string[]]>([
    ['serve', ['auth'], [KEY, 'DATABASE_SECRET', 'AUTH_SECRET', 'LINK_SECRET']],
    ['start', [], ALL],
  ])('production without secrets (%s %j): one line for each', async (name, args, missing) => {
    const running = world.commands.run(name === 'start' ? 'start' : 'serve', args, inProduction());
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
