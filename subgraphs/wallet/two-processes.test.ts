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
import { privateRedis } from '../../tests/engines.ts';
import { type Killable, startKillable } from '../../tests/killable.ts';
import { followAllProducers } from '../../tests/producer.ts';
import { type LedgerWorld, openLedgerWorld } from './fixtures/ledger-world.ts';
import { readIntegrity } from './operations/finance/check-ledger.ts';

const SERVE = fileURLToPath(new URL('../../scripts/serve.ts', import.meta.url));

const TRANSFER = `mutation ($input: TransferInput!) { transfer(input: $input) {
  transaction { id } errors { __typename } } }`;

let world: LedgerWorld;
let redis: Awaited<ReturnType<typeof privateRedis>>;
let folder: string;
let processes: Killable[];
let executors: RemoteExecutor[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wallet-processes-'));
  [world, redis] = await Promise.all([openLedgerWorld(), privateRedis()]);
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const environment = {
    ...{ DATA_DIR: folder, PORT: '0', REDIS_URL: redis.url, CALLER_SIGNING_KEY: key },
    WALLET_DATABASE_URL: world.database.urlOf('wallet'),
    AUTH_SECRET: 'a secret of the test, thirty-two characters and more',
  };
  await followAllProducers(world.repository.sql);
  processes = await Promise.all([1, 2].map(() => startKillable('wallet', [SERVE, 'wallet'], environment)));
  const signer = createCallerSigner(key, () => new Date());
  const log = openLog('wallet', 'silent');
  executors = processes.map(({ url }) =>
    createRemoteExecutor({ name: 'wallet', urls: [url], callerToken: (caller) => signer.sign(caller, 'wallet'), log }),
  );
}, 60_000);
afterAll(async () => {
  await Promise.all(executors.map((executor) => executor.close()));
  await Promise.all(processes.map((one) => one.kill()));
  await Promise.all([world.close(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Who owns an account. */
async function ownerOf(accountId: string): Promise<string | null> {
  const [account] = await world.repository.visibleAccounts({ id: '', isFinance: true }, [accountId]);
  return account?.ownerId ?? null;
}

/** A transfer in one of the processes: `ok`, the refusal, or the code of a fault. */
async function transfer(
  nth: number,
  viewerId: string | null,
  from: string,
  to: string,
  amount: number,
): Promise<string> {
  const money = { amount: `${amount}`, currency: 'EUR' };
  const input = { fromAccountId: from, toAccountId: to, idempotencyKey: `${from} ${nth}`, amount: money };
  const executor = executors[nth % executors.length];
  const result = await executor?.execute({ query: TRANSFER, variables: { input } }, { ...ANONYMOUS, viewerId });
  const { data, errors } = Object(result);
  if (errors !== undefined) return String(errors[0].extensions.code);
  return data.transfer.errors[0]?.__typename ?? 'ok';
}

const count = (outcomes: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(outcomes, (outcome) => outcome)].map(([outcome, all]) => [outcome, all.length]));

const worst = () =>
  world.repository.transaction(async (store) => (await readIntegrity(store, new Date())).worst, 'RepeatableRead');

test('of 100 transfers of 100 from 1,000 over two processes, exactly 10 happen', async () => {
  const [payer, payee] = [await world.account(1_000n), await world.account()];
  const owner = await ownerOf(payer);
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, async (_, nth) => {
      // As a client does: a busy process says that it is unavailable, and the same key makes it safe to ask again.
      for (;;) {
        const outcome = await transfer(nth, owner, payer, payee, 100);
        if (!outcome.endsWith('UNAVAILABLE')) return outcome;
      }
    }),
  );
  expect(count(outcomes)).toEqual({ ok: 10, InsufficientFunds: 90 });
  expect(await world.balances(payer, payee)).toEqual([0n, 1_000n]);
  expect(await worst()).toBeNull();
}, 60_000);

test('of 200 transfers that cross between two accounts, none fails', async () => {
  const [one, other] = [await world.account(10_000n), await world.account(10_000n)];
  const [owner, otherOwner] = [await ownerOf(one), await ownerOf(other)];
  const outcomes: string[] = [];
  let next = 0;
  // As many at a time as the two processes have connections: none waits for another, so that a fault is a deadlock.
  const send = async () => {
    for (let nth = next++; nth < 200; nth = next++)
      // Both processes send in both directions.
      outcomes.push(
        await (nth % 4 < 2 ? transfer(nth, owner, one, other, 10) : transfer(nth, otherOwner, other, one, 10)),
      );
  };
  await Promise.all(Array.from({ length: 10 }, send));
  expect(count(outcomes)).toEqual({ ok: 200 });
  expect(await world.balances(one, other)).toEqual([10_000n, 10_000n]);
  expect(await worst()).toBeNull();
}, 60_000);
