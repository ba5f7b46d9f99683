import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CommandWorld, openCommandWorld } from './command-world.ts';
import { OLD_HASHES, OLD_PASSWORD, writeDump } from './dump-of-people.ts';
import { eventually } from './eventually.ts';

const PEOPLE = 10_000;
const folder = mkdtempSync(join(tmpdir(), 'import-people-'));
let world: CommandWorld;

beforeAll(async () => {
  world = await openCommandWorld();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Signs in by the route of an older system. */
async function signIn(url: string, email: string, password: string) {
  const response = await fetch(new URL('/v1/auth/login', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  return { status: response.status, body: await response.json() };
}

const hashOf = async (person: number): Promise<unknown> => {
  const { rows } = await world.database.query(
    `SELECT c.hash FROM auth.password_credential c JOIN auth.identifier i USING (user_id) WHERE i.value = $1`,
    [`person${person}@example.org`],
  );
  return rows[0]?.['hash'];
};

test('10,000 people move into a running system, and sign in with their old passwords', async () => {
  const { from, map } = writeDump(folder, PEOPLE);
  const system = world.commands.run('start', [], world.engines());
  const readyLine = () => [...system.stdout(), ...system.stderr()].find((line) => line.startsWith('Ready: '));
  await eventually(() => readyLine() !== undefined, 'the system to be ready');
  const url = /http:\S+/.exec(readyLine() ?? '')?.[0] ?? '';
  const words = ['--from', from, '--map', map, '--json'];

  const importing = world.commands.run('import', [...words, '--report', join(folder, 'report')], world.engines());
  expect(await importing.ended).toBe(0);
  const { files } = JSON.parse(importing.stdout()[0] ?? '{}');
  const seconds = files.map((file: { kind: string; seconds: number }) => `${file.kind} ${file.seconds.toFixed(1)} s`);
  process.stdout.write(`imported: ${seconds.join(', ')}\n`);
  expect(files).toMatchObject([
    { kind: 'people', inserted: PEOPLE },
    { kind: 'profiles', inserted: PEOPLE },
    { kind: 'friendships', inserted: PEOPLE - 1 },
  ]);
  const verifying = world.commands.run('verify', words, world.engines());
  expect(await verifying.ended).toBe(0);

  const countOf = async (table: string) =>
    (await world.database.query(`SELECT count(*)::int AS count FROM notifications.${table}`)).rows[0]?.['count'];
  await eventually(async () => (await countOf('preferences')) === PEOPLE, 'notifications to know the people');
  expect(await countOf('occurrence')).toBe(0);

  // One for each scheme.
  for (const [at, hash] of OLD_HASHES.entries()) {
    const person = 3_000 + at;
    expect(await hashOf(person)).toBe(hash);
    const email = `person${person}@example.org`;
    const refused = { status: 401, body: { code: 'InvalidCredentials' } };
    const accepted = { status: 200, body: { accessToken: expect.any(String) } };
    expect(await signIn(url, email, 'wrong')).toMatchObject(refused);
    expect(await signIn(url, email, OLD_PASSWORD)).toMatchObject(accepted);
    expect(await hashOf(person)).toMatch(/^\$argon2id\$/);
    expect(await signIn(url, email, OLD_PASSWORD)).toMatchObject(accepted);
  }
}, 400_000);
