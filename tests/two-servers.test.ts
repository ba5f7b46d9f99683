import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { createCommands } from './command.ts';
import { queryOnce } from './engines.ts';
import { buying } from './journeys/buying.ts';
import { firstEvening } from './journeys/first-evening.ts';
import { type JourneySystem, startJourneySystem } from './journeys/journey-system.ts';
import { openPostgresServers, type PostgresServers } from './postgres-servers.ts';

/**
 * So chosen that every journey needs calls and events between the servers, in both directions. Auth and media are together,
 * since journeys look into the tables of both.
 */
const OWN = ['auth', 'chat', 'notifications', 'wallet', 'commerce', 'media'];

const environmentOf = (ownUrl: string): Readonly<Record<string, string>> =>
  Object.fromEntries(OWN.map((domain) => [`${domain.toUpperCase()}_DATABASE_OWNER_URL`, ownUrl]));

let servers: PostgresServers;
const commands = createCommands();

beforeAll(async () => {
  servers = await openPostgresServers(environmentOf);
});
afterAll(async () => {
  await commands.close();
  await servers?.close();
});

test('each server has the schemas and roles of its own domains alone', async () => {
  const domains = readSupergraphConfig().map(({ name }) => name);
  const statement = `SELECT nspname AS name FROM pg_namespace JOIN pg_roles ON rolname = nspname
    WHERE nspname = ANY ($1) ORDER BY nspname`;
  const namesAt = async (url: string) => (await queryOnce(url, statement, [domains])).rows.map(({ name }) => name);
  expect(await namesAt(servers.ownUrl)).toEqual(OWN.toSorted());
  expect(await namesAt(servers.sharedUrl)).toEqual(domains.filter((name) => !OWN.includes(name)).toSorted());
});

test('commands find each domain on its server', async () => {
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: servers.sharedUrl,
    // No command of these waits for Redis.
    REDIS_URL: 'redis://127.0.0.1:1',
    DATABASE_SECRET: process.env['DATABASE_SECRET'] ?? '',
    ...environmentOf(servers.ownUrl),
  };
  const run = async (name: 'migrate' | 'events' | 'ledger', ...words: readonly string[]) => {
    const command = commands.run(name, words, environment);
    const code = await command.ended;
    return { code, lines: command.stdout() };
  };
  expect(await run('migrate')).toMatchObject({ code: 0, lines: ['migrate: nothing to apply'] });
  const { lines } = await run('migrate', '--print-urls');
  const portOf = (url: string) => new URL(url).port;
  for (const line of lines) {
    const [variable = '', url = ''] = line.split(/=(.*)/);
    const isOwn = OWN.includes(variable.replace('_DATABASE_URL', '').toLowerCase());
    expect(`${variable} ${portOf(url)}`).toBe(`${variable} ${portOf(isOwn ? servers.ownUrl : servers.sharedUrl)}`);
  }
  expect(await run('ledger', 'verify')).toMatchObject({ code: 0 });
});

describe.each(['embedded', 'served'] as const)('%s, on two servers', (form) => {
  let system: JourneySystem;

  beforeAll(async () => {
    const database = { ownerUrl: servers.sharedUrl, drop: async () => undefined };
    // Both forms keep their secrets in one folder, for they serve the same people. Journeys look into that of auth and media.
    const environment = { ...environmentOf(servers.ownUrl), DATA_DIR: commands.dataDir };
    const started = await startJourneySystem(form, { databaseOf: async () => database, environment });
    system = { ...started, ownerUrl: servers.ownUrl };
  });
  afterAll(() => system?.close());

  for (const journey of [firstEvening, buying]) journey(() => system);
});
