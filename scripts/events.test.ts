import { expect, test } from '@jest/globals';
import { createClient } from '../runtime/database/postgres-connections.ts';
import { createCommands } from '../tests/command.ts';
import { freshDatabase, privateRedis } from '../tests/engines.ts';

const LETTER = `INSERT INTO profile.dead_letter (id, producer, number, type, payload, error)
  VALUES ('evt_1', 'auth', 1, 'auth.user-registered', $1::jsonb, 'Error: out of luck')`;

test('what could not be handled is listed with its error, and handled once more', async () => {
  const [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  const commands = createCommands();
  const owner = createClient({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    const payload = { userId: 'usr_ada', nickname: 'ada', registeredAt: new Date().toISOString() };
    await owner.query(LETTER, [JSON.stringify(payload)]);
    const secret = String(process.env['DATABASE_SECRET']);
    const environment = { DATABASE_URL: database.ownerUrl, REDIS_URL: redis.url, DATABASE_SECRET: secret };

    const listed = commands.run('events', ['list'], environment);
    expect(await listed.ended).toBe(0);
    expect(listed.stdout()).toEqual([
      expect.stringMatching(/^profile \S+ auth\.user-registered evt_1 Error: out of luck$/),
    ]);

    const retried = commands.run('events', ['retry', 'profile'], environment);
    expect(await retried.ended).toBe(0);
    expect(retried.stdout()).toEqual(['profile: 1 of 1 handled']);
    const again = commands.run('events', ['list', 'profile'], environment);
    expect(await again.ended).toBe(0);
    expect(again.stdout()).toEqual(['profile: every event was handled; none is waiting.']);
    const { rows } = await owner.query('SELECT nickname FROM profile.profile');
    expect(rows).toEqual([{ nickname: 'ada' }]);
    expect((await owner.query('SELECT FROM profile.dead_letter')).rowCount).toBe(0);
  } finally {
    await owner.end();
    await commands.close();
    await Promise.all([redis.stop(), database.drop()]);
  }
});
