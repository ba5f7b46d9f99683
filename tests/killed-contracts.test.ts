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
import { openProjectsRepository } from '../subgraphs/projects/repository/index.ts';
import { type LedgerWorld, openLedgerWorld } from '../subgraphs/wallet/fixtures/ledger-world.ts';
import { readIntegrity } from '../subgraphs/wallet/operations/finance/check-ledger.ts';
import { privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';
import { type Killable, startKillable } from './killable.ts';
import { followAllProducers } from './producer.ts';

/** Where a call of the wallet is when the processes end: not sent yet, or done and not answered. */
type Point = 'before' | 'after';

const STEPS = ['FUND', 'PAYING', 'CHARGING', 'RETURNING'] as const;
const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const signer = createCallerSigner(signingKey, () => new Date());
const log = openLog('projects', 'silent');

/** By milestone: the step and the point at which its process ends. */
const points = new Map<string, { readonly step: string; readonly point: Point }>();
const reached = new Set<string>();

let world: LedgerWorld;
let repository: ReturnType<typeof openProjectsRepository>;
let redis: Awaited<ReturnType<typeof privateRedis>>;
let folder: string;
let wallet: Killable;
let proxy: Server;
let environment: Record<string, string>;
let processes: Killable[] = [];
let executors: RemoteExecutor[] = [];

async function startProcesses(): Promise<void> {
  processes = await Promise.all(
    [1, 2].map(() => startKillable('projects', ['scripts/serve.ts', 'projects'], environment)),
  );
  executors = processes.map(({ url }) =>
    createRemoteExecutor({
      name: 'projects',
      urls: [url],
      callerToken: (caller) => signer.sign(caller, 'projects'),
      log,
    }),
  );
}

async function killProcesses(): Promise<void> {
  await Promise.all(processes.map((one) => one.kill()));
  await Promise.all(executors.map((executor) => executor.close()));
}

/** Stands between projects and the wallet, and never answers the calls that have reached their point. */
const openProxy = (): Promise<Server> => {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { reference, key = '' } = Object(JSON.parse(body).variables?.input);
    const end = points.get(reference?.id);
    const isPoint = end !== undefined && String(key).includes(`:${end.step}`);
    if (isPoint && end.point === 'before') return void reached.add(reference.id);
    const headers = { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' };
    const answer = await fetch(wallet.url, { method: 'POST', headers, body });
    const content = await answer.text();
    if (isPoint) return void reached.add(reference.id);
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(content);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killed-contracts-'));
  [world, redis] = await Promise.all([openLedgerWorld(), privateRedis()]);
  repository = openProjectsRepository(world.database.urlOf('projects'));
  await Promise.all([followAllProducers(world.repository.sql), followAllProducers(repository.sql)]);
  const shared = {
    ...{ DATA_DIR: folder, PORT: '0', REDIS_URL: redis.url, CALLER_SIGNING_KEY: signingKey },
    AUTH_SECRET: 'a secret of the test, thirty-two characters and more',
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
    PROJECTS_DATABASE_URL: world.database.urlOf('projects'),
    WALLET_SUBGRAPH_URL: `http://127.0.0.1:${address.port}/`,
  };
  await startProcesses();
}, 120_000);
afterAll(async () => {
  await killProcesses();
  await wallet.kill();
  proxy.closeAllConnections();
  proxy.close();
  await repository.close();
  await Promise.all([world.close(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const ownerOf = async (accountId: string): Promise<string> => {
  const [account] = await world.repository.visibleAccounts({ id: '', isFinance: true }, [accountId]);
  return account?.ownerId ?? '';
};

/** A contract over 10.00 EUR between two people with accounts. */
async function newContract() {
  const at = new Date();
  const [projectId, proposalId, id, milestoneId] = ['prj', 'prp', 'ctr', 'mst'].map((prefix) => newId(prefix, at));
  const [payer, payee] = [await world.account(1_000n), await world.account()];
  const [clientId, freelancerId] = [await ownerOf(payer), await ownerOf(payee)];
  await repository.sql.$executeRaw`
    INSERT INTO project (id, client_id, title, description, budget_kind, currency, skills, skill_keys, visibility, status,
      created_at, updated_at, opened_at)
    VALUES (${projectId}, ${clientId}, 'A site', 'To be made.', 'FIXED', 'EUR', '{}', '{}', 'PUBLIC', 'IN_PROGRESS', ${at}, ${at}, ${at})`;
  await repository.sql.$executeRaw`
    INSERT INTO proposal (id, project_id, freelancer_id, cover_letter, bid, currency, state, created_at, updated_at)
    VALUES (${proposalId}, ${projectId}, ${freelancerId}, 'I can.', 1, 'EUR', 'ACCEPTED', ${at}, ${at})`;
  const milestones = [
    { id: milestoneId ?? '', title: 'All', amount: '1000', dueAt: null, proposedRole: 'FREELANCER' as const },
  ];
  const parties = { projectId: projectId ?? '', proposalId: proposalId ?? '', clientId, freelancerId };
  await repository.insertContract({ id: id ?? '', ...parties, currency: 'EUR', createdAt: at, milestones });
  return { clientId, freelancerId, milestoneId: milestoneId ?? '', payer, payee };
}

let keys = 0;

/** Sends a mutation to one of the processes: `ok`, the name of the refusal, or the code of the fault. */
async function send(
  nth: number,
  viewerId: string,
  name: string,
  input: object,
  scopes: string[] = [],
): Promise<string> {
  const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { errors { __typename } } }`;
  const caller = { ...ANONYMOUS, viewerId, scopes };
  for (;;) {
    const result = Object(await executors[nth % executors.length]?.execute({ query, variables: { input } }, caller));
    const code = result.errors?.[0].extensions.code;
    if (code === undefined) return result.data[name].errors[0]?.__typename ?? 'ok';
    // A busy machine; what is to reach its point is not repeated.
    if (!String(code).endsWith('UNAVAILABLE') || points.size > 0) return String(code);
  }
}

const key = () => {
  keys += 1;
  return { idempotencyKey: `key ${keys}` };
};

const stateOf = async (milestoneId: string): Promise<string> => {
  const [row] = await repository.sql.$queryRaw<{ state: string; isMoving: boolean }[]>`
    SELECT state, move_id IS NOT NULL AS "isMoving" FROM milestone WHERE id = ${milestoneId}`;
  return row === undefined || row.isMoving ? 'MOVING' : row.state;
};

const worst = () =>
  world.repository.transaction(async (store) => (await readIntegrity(store, new Date())).worst, 'RepeatableRead');

type Contract = Awaited<ReturnType<typeof newContract>>;

/** Funds the milestone and has it begun. */
async function begin({ clientId, freelancerId, milestoneId }: Contract): Promise<void> {
  expect(await send(0, clientId, 'fundMilestone', { milestoneId, payWith: 'WALLET', ...key() })).toBe('ok');
  expect(await send(1, freelancerId, 'startMilestone', { milestoneId })).toBe('ok');
}

test('of 20 releases of a milestone over two processes one pays', async () => {
  const contract = await newContract();
  await begin(contract);
  const { clientId, milestoneId, payer, payee } = contract;
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, nth) => send(nth, clientId, 'approveMilestone', { milestoneId, ...key() })),
  );
  expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'InvalidState')).toHaveLength(19);
  await eventually(async () => (await stateOf(milestoneId)) === 'RELEASED', 'the milestone to be released');
  expect(await world.balances(payer, payee)).toEqual([0n, 900n]);
  expect(await worst()).toBeNull();
}, 120_000);

test('processes that are killed at any step of the money move it once', async () => {
  const cases: { contract: Contract; step: string }[] = [];
  for (const step of STEPS)
    for (const point of ['before', 'after'] as const) {
      const contract = await newContract();
      if (step !== 'FUND') await begin(contract);
      cases.push({ contract, step });
      points.set(contract.milestoneId, { step, point });
    }
  const requests = cases.map(async ({ contract: { clientId, milestoneId }, step }, nth) => {
    if (step === 'FUND') return send(nth, clientId, 'fundMilestone', { milestoneId, payWith: 'WALLET', ...key() });
    await send(nth, clientId, 'openDispute', { milestoneId, reason: 'No.' });
    const [dispute] = await repository.sql.$queryRaw<{ id: string }[]>`
      SELECT id FROM contract_dispute WHERE milestone_id = ${milestoneId}`;
    const money = (amount: string) => ({ amount, currency: 'EUR' });
    const split = { disputeId: dispute?.id, toFreelancer: money('600'), toClient: money('400'), ...key() };
    return send(nth, newId('usr', new Date()), 'resolveDispute', split, ['finance']);
  });
  await eventually(() => reached.size === cases.length, 'every call to reach its point');
  await killProcesses();
  await Promise.allSettled(requests);
  points.clear();
  await startProcesses();

  const expected = cases.map(({ step }) => (step === 'FUND' ? 'FUNDED' : 'RELEASED'));
  await eventually(
    async () =>
      (await Promise.all(cases.map(({ contract }) => stateOf(contract.milestoneId)))).join() === expected.join(),
    'all money to arrive',
  );
  for (const { contract, step } of cases)
    expect(await world.balances(contract.payer, contract.payee)).toEqual(step === 'FUND' ? [0n, 0n] : [400n, 540n]);
  expect(await worst()).toBeNull();
  const left = await repository.sql.$queryRaw`SELECT kind FROM saga WHERE ended_at IS NULL`;
  expect(left).toEqual([]);
}, 240_000);
