import { parseEnv } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { findFreePort } from '../runtime/embedded/free-port.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { readDefinitionFlags, workerOf } from '../scripts/definition-flags.ts';
import { renderComposeFile } from '../scripts/generate/compose-file.ts';
import { renderSecrets } from '../scripts/generate/compose-secrets.ts';
import { COMPOSE_FILE } from '../scripts/generate/compose-specification.ts';
import { readDomainSettings } from '../scripts/read-domain-settings.ts';
import { befriendAndTalk } from './befriend.ts';
import { type Person, registerPerson } from './client.ts';
import { type FreshDatabase, freshDatabase, privateRedis } from './engines.ts';
import { type Killable, startKillable } from './killable.ts';

const entries = readSupergraphConfig();
const definitions = await readDomainSettings(entries);
const flags = readDefinitionFlags(entries);
const domains = entries.map(({ name }) => name);
const { services } = COMPOSE_FILE.parse(parse(renderComposeFile(definitions, flags)));
const secrets = parseEnv(renderSecrets(definitions));
const processes: Killable[] = [];
let database: FreshDatabase;
let redis: Awaited<ReturnType<typeof privateRedis>>;
let url: string;

/** The environment that a container gets, with addresses of this machine in it. */
async function environmentOf(
  service: string,
  addresses: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const declared = Object.entries(services[service]?.environment ?? {}).map(([name, value]) => [
    name,
    value.replaceAll(/\$\{(\w+):[-?][^}]*\}/g, (_, variable: string) => secrets[variable] ?? ''),
  ]);
  const own = domains.includes(service) ? { [`${service.toUpperCase()}_DATABASE_URL`]: database.urlOf(service) } : {};
  return { ...Object.fromEntries(declared), ...own, ...addresses, HOST: '127.0.0.1', REDIS_URL: redis.url };
}

beforeAll(async () => {
  [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  const ports = await Promise.all(domains.map(() => findFreePort()));
  const addresses = Object.fromEntries(
    domains.map((name, at) => [`${name.toUpperCase()}_SUBGRAPH_URL`, `http://127.0.0.1:${ports[at]}/`]),
  );
  const start = async (name: string, port: number): Promise<Killable> => {
    const environment = {
      ...(await environmentOf(name, addresses)),
      PORT: String(port),
      METRICS_PORT: '',
      LOG_LEVEL: 'info',
    };
    const started = await startKillable(name, ['scripts/serve.ts', name], environment);
    processes.push(started);
    return started;
  };
  await Promise.all(domains.map((name, at) => start(name, ports[at] ?? 0)));
  ({ url } = await start('gateway', 0));
});
afterAll(async () => {
  await Promise.all(processes.map((process) => process.kill()));
  await Promise.all([redis?.stop(), database?.drop()]);
});

test('what each container is given is enough for people to meet and talk, across all domains', async () => {
  const people: Person[] = await Promise.all([registerPerson(url, 'ada'), registerPerson(url, 'ben')]);
  const [ada, ben] = people;
  if (ada === undefined || ben === undefined) throw new Error('Nobody came.');
  const { id } = await befriendAndTalk(ada, ben);
  await ada.do('sendMessage', { conversationId: id, text: 'hello' }, 'message { id }');

  expect(
    await ben.ask('{ conversations(first: 1) { edges { node { lastMessage { text author { id } } } } } }'),
  ).toEqual({
    conversations: { edges: [{ node: { lastMessage: { text: 'hello', author: { id: ada.id } } } }] },
  });
  await Promise.all(people.map((person) => person.close()));
});

test('no container but the migration gets what opens all data, and none but the gateway a key that signs for anybody', () => {
  const withSecret = (pattern: RegExp) =>
    Object.entries(services)
      .filter(([, { environment = {} }]) => Object.values(environment).some((value) => pattern.test(value)))
      .map(([name]) => name);

  expect(withSecret(/\$\{DATABASE_PASSWORD/)).toEqual(['postgres', 'migrate']);
  expect(withSecret(/\$\{CALLER_SIGNING_KEY/)).toEqual(['gateway']);
  expect(withSecret(/\$\{DATABASE_SECRET/)).toEqual([]);
  for (const name of domains) {
    const workers = flags.hasWorkerProcess.has(name) ? [workerOf(name)] : [];
    expect(withSecret(new RegExp(`\\$\\{${name.toUpperCase()}_DATABASE_PASSWORD`))).toEqual([
      'migrate',
      name,
      ...workers,
    ]);
    expect(withSecret(new RegExp(`\\$\\{${name.toUpperCase()}_CALLER_SIGNING_KEY`))).toEqual([name]);
  }
});
