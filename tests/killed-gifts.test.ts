import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../runtime/executor/caller.ts';
import { openLog } from '../runtime/logging/log.ts';
import { newId } from '../runtime/operations/ids.ts';
import { createCallerSigner } from '../runtime/serve/caller-token.ts';
import { createRemoteExecutor, type RemoteExecutor } from '../runtime/serve/remote-executor.ts';
import { openStreamingRepository } from '../subgraphs/streaming/repository/index.ts';
import { GIFTS_LOG_NAME } from '../subgraphs/streaming/repository/log-names.ts';
import { type LedgerWorld, openLedgerWorld } from '../subgraphs/wallet/fixtures/ledger-world.ts';
import { readIntegrity } from '../subgraphs/wallet/operations/finance/check-ledger.ts';
import { privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';
import { type Killable, startKillable } from './killable.ts';
import { followAllProducers } from './producer.ts';

/** Where a call of the wallet is when the processes end: not sent yet, or done and not answered. */
type Point = 'before' | 'after';

/** The last words of the keys under which a gift moves money. */
const STEPS = ['charge', 'share', 'fee'] as const;
/** A rose costs 2.00 EUR, of which the platform keeps 30 percent. */
const [PRICE, SHARE] = [200n, 140n];
const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const signer = createCallerSigner(signingKey, () => new Date());
const log = openLog('streaming', 'silent');

/** By sender: the step and the point at which the process of their gift ends. */
const points = new Map<string, { readonly step: string; readonly point: Point }>();
const reached = new Set<string>();
/** The sender of each gift that the wallet was called for. */
const senders = new Map<string, string>();

let world: LedgerWorld;
let repository: ReturnType<typeof openStreamingRepository>;
let redis: Awaited<ReturnType<typeof privateRedis>>;
let folder: string;
let wallet: Killable;
let proxy: Server;
let environment: Record<string, string>;
let processes: Killable[] = [];
let executors: RemoteExecutor[] = [];

async function startProcesses(): Promise<void> {
  processes = await Promise.all(
    [1, 2].map(() => startKillable('streaming', ['scripts/serve.ts', 'streaming'], environment)),
  );
  executors = processes.map(({ url }) =>
    createRemoteExecutor({
      ...{ name: 'streaming', urls: [url], log },
      callerToken: (caller) => signer.sign(caller, 'streaming'),
    }),
  );
}

async function killProcesses(): Promise<void> {
  await Promise.all(processes.map((one) => one.kill()));
  await Promise.all(executors.map((executor) => executor.close()));
}

/** Stands between streaming and the wallet, and never answers the calls that have reached their point. */
const openProxy = (): Promise<Server> => {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { reference, from, key = '' } = Object(JSON.parse(body).variables?.input);
    if (typeof from?.userId === 'string') senders.set(reference.id, from.userId);
    const sender = senders.get(reference?.id) ?? '';
    const end = points.get(sender);
    const isPoint = end !== undefined && String(key).endsWith(`:${end.step}`);
    if (isPoint && end.point === 'before') return void reached.add(sender);
    const headers = { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' };
    const answer = await fetch(wallet.url, { method: 'POST', headers, body });
    const content = await answer.text();
    if (isPoint) return void reached.add(sender);
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(content);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killed-gifts-'));
  [world, redis] = await Promise.all([openLedgerWorld(), privateRedis()]);
  repository = openStreamingRepository(world.database.urlOf('streaming'), log);
  await Promise.all([followAllProducers(world.repository.sql), followAllProducers(repository.sql)]);
  const shared = {
    ...{ DATA_DIR: folder, PORT: '0', REDIS_URL: redis.url, CALLER_SIGNING_KEY: signingKey },
    AUTH_SECRET: 'a secret of the test, thirty-two characters and more',
    LINK_SECRET: 'a secret of links, thirty-two characters and more',
  };
  wallet = await startKillable('wallet', ['scripts/serve.ts', 'wallet'], {
    ...shared,
    WALLET_DATABASE_URL: world.database.urlOf('wallet'),
  });
  proxy = await openProxy();
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  environment = {
    ...shared,
    STREAMING_DATABASE_URL: world.database.urlOf('streaming'),
    WALLET_SUBGRAPH_URL: `http://127.0.0.1:${address.port}/`,
  };
  await startProcesses();
}, 120_000);
afterAll(async () => {
  await killProcesses();
  await wallet?.kill();
  proxy?.closeAllConnections();
  proxy?.close();
  await repository?.close();
  await Promise.all([world?.close(), redis?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A person with an account; the account's id and theirs. */
async function newPerson(amount = 0n) {
  const accountId = await world.account(amount);
  const [account] = await world.repository.visibleAccounts({ id: '', isFinance: true }, [accountId]);
  return { accountId, id: account?.ownerId ?? '' };
}

/** A public stream on air, and its host. */
async function newStream() {
  const host = await newPerson();
  const id = newId('str', new Date());
  await repository.sql.$executeRaw`
    INSERT INTO live_stream (id, host_id, title, visibility, state, stream_key_hash, started_at)
    VALUES (${id}, ${host.id}, 'Live', 'PUBLIC', 'LIVE', ${id}, now())`;
  return { id, host };
}

const SEND = `mutation ($input: SendStreamGiftInput!) { sendStreamGift(input: $input) {
  gift { id state } transaction { id } isReplay errors { __typename } } }`;

/** Sends a rose by one of the processes. */
async function send(nth: number, senderId: string, streamId: string, idempotencyKey: string) {
  const input = { streamId, giftId: 'rose', idempotencyKey };
  const caller = { ...ANONYMOUS, viewerId: senderId };
  for (;;) {
    const result = Object(
      await executors[nth % executors.length]?.execute({ query: SEND, variables: { input } }, caller),
    );
    if (result.errors === undefined) return result.data.sendStreamGift;
    // A busy machine; what is to reach its point is not repeated.
    if (points.size > 0) throw new Error(String(result.errors[0].message));
  }
}

/** The senders of the gifts that somebody who watches the stream sees. */
async function shownIn(streamId: string): Promise<string[]> {
  const query = 'query ($id: ID!) { streamGifts(streamId: $id, first: 50) { edges { node { sender { id } state } } } }';
  const caller = { ...ANONYMOUS, viewerId: newId('usr', new Date()) };
  const result = Object(await executors[0]?.execute({ query, variables: { id: streamId } }, caller));
  expect(result.errors).toBeUndefined();
  const nodes = result.data.streamGifts.edges.map(({ node }: { node: object }) => node);
  expect(nodes.filter(({ state }: { state: string }) => state !== 'PAID')).toEqual([]);
  return nodes.map(({ sender }: { sender: { id: string } }) => sender.id).sort();
}

/** How often gifts of a stream were published, and how often they were logged for subscribers. */
async function shownTimes(streamId: string) {
  const [row] = await repository.sql.$queryRaw<{ published: number; logged: number }[]>`
    SELECT
      (SELECT count(*)::int FROM outbox_event
        WHERE type = 'streaming.gift-sent' AND payload->>'streamId' = ${streamId}) AS published,
      (SELECT sequence::int FROM log_head WHERE log = ${GIFTS_LOG_NAME} AND key = ${streamId}) AS logged`;
  return row;
}

const worst = () =>
  world.repository.transaction(async (store) => (await readIntegrity(store, new Date())).worst, 'RepeatableRead');

/** Resolves when all money of gifts has been passed on. */
const settled = () =>
  eventually(async () => {
    const rows = await repository.sql.$queryRaw<unknown[]>`SELECT 1 AS one FROM saga WHERE ended_at IS NULL LIMIT 1`;
    return rows.length === 0;
  }, 'all money to arrive');

test('of 20 gifts of somebody who can pay for one, over two processes, one is paid and shown', async () => {
  const [stream, sender] = [await newStream(), await newPerson(PRICE + 1n)];
  const sent = await Promise.all(Array.from({ length: 20 }, (_, nth) => send(nth, sender.id, stream.id, `key ${nth}`)));
  expect(sent.filter(({ gift }) => gift?.state === 'PAID')).toHaveLength(1);
  expect(sent.filter(({ errors }) => errors[0]?.__typename === 'InsufficientFunds')).toHaveLength(19);
  await settled();
  expect(await shownIn(stream.id)).toEqual([sender.id]);
  expect(await world.balances(sender.accountId, stream.host.accountId)).toEqual([1n, SHARE]);
  expect(await worst()).toBeNull();
}, 120_000);

test('of 20 requests with one key, over two processes, one sends a gift', async () => {
  const [stream, sender] = [await newStream(), await newPerson(10n * PRICE)];
  const sent = await Promise.all(Array.from({ length: 20 }, (_, nth) => send(nth, sender.id, stream.id, 'key')));
  const done = sent.filter(({ gift }) => gift !== null);
  const refused = sent.flatMap(({ errors }) => errors.map(({ __typename }: { __typename: string }) => __typename));
  expect(new Set(done.map(({ gift }) => gift.id)).size).toBe(1);
  expect(done.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
  expect(new Set(refused).size === 0 || refused.every((name) => name === 'IdempotencyInProgress')).toBe(true);
  await settled();
  expect(await shownTimes(stream.id)).toEqual({ published: 1, logged: 1 });
  expect(await world.balances(sender.accountId, stream.host.accountId)).toEqual([9n * PRICE, SHARE]);
  expect(await worst()).toBeNull();
}, 120_000);

test('processes that are killed at any step of a gift have it paid once, and shown once it is paid', async () => {
  const stream = await newStream();
  const cases: { readonly sender: Awaited<ReturnType<typeof newPerson>>; readonly step: string }[] = [];
  for (const step of STEPS)
    for (const point of ['before', 'after'] as const) {
      const sender = await newPerson(PRICE);
      cases.push({ sender, step });
      points.set(sender.id, { step, point });
    }
  const requests = cases.map(({ sender }, nth) => send(nth, sender.id, stream.id, 'key'));
  await eventually(() => reached.size === cases.length, 'every call to reach its point');
  const paid = cases.filter(({ step }) => step !== 'charge').map(({ sender }) => sender.id);
  expect(await shownIn(stream.id)).toEqual(paid.sort());
  await killProcesses();
  await Promise.allSettled(requests);
  points.clear();
  await startProcesses();

  await settled();
  const all = cases.map(({ sender }) => sender.id).sort();
  expect(await shownIn(stream.id)).toEqual(all);
  expect(await shownTimes(stream.id)).toEqual({ published: all.length, logged: all.length });
  for (const [nth, { sender }] of cases.entries()) {
    const again = await send(nth, sender.id, stream.id, 'key');
    expect(again).toMatchObject({ gift: { state: 'PAID' }, isReplay: true, errors: [] });
    expect(again.transaction.id).toMatch(/^wtx_/);
  }
  expect(await world.balances(...cases.map(({ sender }) => sender.accountId))).toEqual(cases.map(() => 0n));
  expect(await world.balances(stream.host.accountId)).toEqual([BigInt(cases.length) * SHARE]);
  const onTheWay = await world.query(`
    SELECT coalesce(sum(p.amount), 0)::int AS amount FROM wallet.posting p JOIN wallet.account a ON a.id = p.account_id
    WHERE a.kind = 'GIFTS'`);
  expect(onTheWay).toEqual([{ amount: 0 }]);
  expect(await worst()).toBeNull();
}, 240_000);
