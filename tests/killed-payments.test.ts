import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../runtime/executor/caller.ts';
import { newId } from '../runtime/operations/ids.ts';
import { createCallerSigner } from '../runtime/serve/caller-token.ts';
import { openPaymentsRepository } from '../subgraphs/payments/repository/index.ts';
import { type FreshDatabase, freshDatabase, privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';
import { type Killable, startKillable } from './killable.ts';
import { followAllProducers } from './producer.ts';

const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const signer = createCallerSigner(signingKey, () => new Date());
const CREATE = `mutation ($input: CreatePaymentInput!) {
  createPayment(input: $input) { payment { id state } isReplay errors { __typename } } }`;
const REFUND = `mutation ($input: RefundPaymentInput!) {
  refundPayment(input: $input) { refund { id state } isReplay errors { __typename } } }`;

let database: FreshDatabase;
let redis: Awaited<ReturnType<typeof privateRedis>>;
let dataDir: string;
let running: Killable;
const ada = newId('usr', new Date());

const start = async (): Promise<void> => {
  running = await startKillable('payments', ['scripts/serve.ts', 'payments'], {
    DATA_DIR: dataDir,
    REDIS_URL: redis.url,
    PAYMENTS_DATABASE_URL: database.urlOf('payments'),
    CALLER_SIGNING_KEY: signingKey,
    PORT: '0',
  });
};

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'killed-payments-'));
  [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  const repository = openPaymentsRepository(database.urlOf('payments'));
  await followAllProducers(repository.sql);
  await repository.close();
  await start();
});
afterAll(async () => {
  await running.kill();
  await Promise.all([redis.stop(), database.drop()]);
  rmSync(dataDir, { recursive: true, force: true });
});

const ask = async (query: string, input: object): Promise<Record<string, unknown>> => {
  const authorization = `Bearer ${signer.sign({ ...ANONYMOUS, viewerId: ada }, 'payments')}`;
  const response = await fetch(running.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = Object(await response.json());
  if (data == null) throw new Error(JSON.stringify(errors));
  return Object(Object.values(data)[0]);
};

const pay = (method: string, idempotencyKey: string) =>
  ask(CREATE, { amount: { amount: '1000', currency: 'EUR' }, method: { token: method }, idempotencyKey });

const rows = async (text: string): Promise<Record<string, unknown>[]> => (await database.query(text)).rows;

test('a process that is killed at any moment charges once for a key, and refunds once', async () => {
  // The provider has charged and its answer is on its way; another payment is being settled; a third has succeeded.
  const unanswered = pay('tok_timeout_then_ok', 'unanswered').catch(() => null);
  await pay('tok_slow_5s', 'slow');
  await pay('tok_ok', 'paid');
  await eventually(
    async () => (await rows(`SELECT FROM payments.sandbox_payment WHERE token = 'tok_timeout_then_ok'`)).length === 1,
    'the provider to have charged',
  );
  await eventually(
    async () => (await rows(`SELECT FROM payments.payment WHERE state = 'SUCCEEDED'`)).length >= 1,
    'a payment to succeed',
  );
  await running.kill();
  await unanswered;
  const before = await rows(`SELECT id FROM payments.payment ORDER BY id`);
  expect(before).toHaveLength(3);

  await start();
  const again = await Promise.all([pay('tok_timeout_then_ok', 'unanswered'), pay('tok_slow_5s', 'slow')]);
  expect(again).toMatchObject([{ isReplay: true }, { isReplay: true }]);
  await eventually(
    async () => (await rows(`SELECT FROM payments.payment WHERE state = 'SUCCEEDED'`)).length === 3,
    'all payments to succeed',
  );
  expect(await rows(`SELECT id FROM payments.payment ORDER BY id`)).toEqual(before);
  expect(await rows(`SELECT merchant_ref AS id FROM payments.sandbox_payment ORDER BY merchant_ref`)).toEqual(before);
  await eventually(
    async () => (await rows(`SELECT FROM payments.payment_command WHERE state <> 'DONE'`)).length === 0,
    'the answer to each command to be recorded',
  );

  const refund = { paymentId: before[0]?.['id'], idempotencyKey: 'back' };
  await ask(REFUND, refund);
  await running.kill();
  await start();
  expect(await ask(REFUND, refund)).toMatchObject({ isReplay: true, errors: [] });
  await eventually(
    async () => (await rows(`SELECT FROM payments.refund WHERE state = 'SUCCEEDED'`)).length === 1,
    'the refund to be made',
  );
  const published = await rows(
    `SELECT type, count(*)::int AS count FROM payments.outbox_event GROUP BY type ORDER BY type`,
  );
  expect(published).toEqual([
    { type: 'payments.payment-succeeded', count: 3 },
    { type: 'payments.refund-succeeded', count: 1 },
  ]);
});
