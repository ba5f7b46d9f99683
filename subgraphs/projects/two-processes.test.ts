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
import { type Killable, startKillable } from '../../tests/killable.ts';
import { openProjectsWorld } from './fixtures/projects-world.ts';

const SERVE = fileURLToPath(new URL('../../scripts/serve.ts', import.meta.url));

const ACCEPT = `mutation ($input: AcceptProposalInput!) { acceptProposal(input: $input) {
  contract { id } errors { __typename } } }`;

let world: Awaited<ReturnType<typeof openProjectsWorld>>;
let folder: string;
let processes: Killable[];
let executors: RemoteExecutor[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'projects-processes-'));
  world = await openProjectsWorld();
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const environment = {
    ...{ DATA_DIR: folder, PORT: '0', REDIS_URL: world.redis.url, CALLER_SIGNING_KEY: key },
    PROJECTS_DATABASE_URL: world.databaseUrl,
    AUTH_SECRET: 'a secret of the test, thirty-two characters and more',
  };
  processes = await Promise.all([1, 2].map(() => startKillable('projects', [SERVE, 'projects'], environment)));
  const signer = createCallerSigner(key, () => new Date());
  const log = openLog('projects', 'silent');
  executors = processes.map(({ url }) =>
    createRemoteExecutor({
      ...{ name: 'projects', urls: [url], log },
      callerToken: (caller) => signer.sign(caller, 'projects'),
    }),
  );
}, 60_000);
afterAll(async () => {
  await Promise.all(executors.map((executor) => executor.close()));
  await Promise.all(processes.map((one) => one.kill()));
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

test('of 50 parallel accepts of 5 proposals over two processes, one opens a contract', async () => {
  const projectId = await world.open('ada');
  const names = ['ben', 'cleo', 'dan', 'eve', 'fay'];
  const proposalIds = await Promise.all(names.map((name) => world.propose(name, projectId)));
  const accept = async (nth: number): Promise<string> => {
    const input = { proposalId: proposalIds[nth % 5], idempotencyKey: `accept ${nth}` };
    const caller = { ...ANONYMOUS, viewerId: world.idOf('ada') };
    // As a client does: a busy process says that it is unavailable, and the same key makes it safe to ask again.
    for (;;) {
      const result = await executors[nth % 2]?.execute({ query: ACCEPT, variables: { input } }, caller);
      const { data, errors } = Object(result);
      const code = String(errors?.[0]?.extensions?.code ?? '');
      if (errors === undefined) return data.acceptProposal.errors[0]?.__typename ?? 'ok';
      if (!code.endsWith('UNAVAILABLE')) return code;
    }
  };
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, nth) => accept(nth)));
  expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
  expect(new Set(outcomes)).toEqual(new Set(['ok', 'AlreadyAccepted']));
  const [row] = await world.sql.$queryRaw<object[]>`
    SELECT (SELECT count(*)::int FROM contract WHERE project_id = ${projectId}) AS contracts,
      (SELECT count(*)::int FROM proposal WHERE project_id = ${projectId} AND state = 'ACCEPTED') AS accepted,
      (SELECT count(*)::int FROM outbox_event WHERE type = 'projects.contract-opened'
        AND payload ->> 'projectId' = ${projectId}) AS events`;
  expect(row).toEqual({ contracts: 1, accepted: 1, events: 1 });
}, 60_000);
