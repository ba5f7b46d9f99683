import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LedgerWorld, openLedgerWorld } from '../subgraphs/wallet/fixtures/ledger-world.ts';
import { createCommands } from './command.ts';
import { privateRedis } from './engines.ts';

const commands = createCommands();
let world: LedgerWorld;
let redis: Awaited<ReturnType<typeof privateRedis>>;

beforeAll(async () => {
  [world, redis] = await Promise.all([openLedgerWorld(), privateRedis()]);
});
afterAll(async () => {
  await commands.close();
  await Promise.all([world.close(), redis.stop()]);
});

async function run(...words: readonly string[]) {
  const environment = {
    ...{ NODE_ENV: 'test', DATABASE_URL: world.database.ownerUrl, REDIS_URL: redis.url },
    DATABASE_SECRET: process.env['DATABASE_SECRET'] ?? '',
  };
  const command = commands.run('ledger', words, environment);
  const code = await command.ended;
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}

test('the command says that the books are right, and names a posting that was changed by hand', async () => {
  const account = await world.account(1_050n);
  expect(await run('verify')).toEqual({
    code: 0,
    stdout: ['EUR: outside -10.50, inside 10.50', 'sound, 1 transactions'],
    stderr: [],
  });
  const [row] = await world.query(`SELECT transaction_id AS id FROM wallet.posting WHERE account_id = '${account}'`);
  const { stdout } = await run('statement', account);
  expect(stdout).toEqual([
    expect.stringContaining(`DEPOSIT             10.50          10.50 ${row?.['id']}`),
    'EUR 10.50',
  ]);

  await world.query(`ALTER TABLE wallet.posting DISABLE TRIGGER posting_is_append_only;
    UPDATE wallet.posting SET amount = 1049 WHERE account_id = '${account}'`);
  expect(await run('verify')).toMatchObject({
    code: 1,
    stdout: ['EUR: outside -10.50, inside 10.49', `WRONG: ${row?.['id']}: its postings add up to -1`],
  });
}, 120_000);

test('other words are answered with the usage', async () => {
  const { code, stderr } = await run('burn');
  expect([code, stderr[0]]).toEqual([2, expect.stringContaining('usage: npm run ledger')]);
}, 60_000);
