import { describe, expect, test } from '@jest/globals';
import { OperationTypeNode } from 'graphql';
import { Registry } from 'prom-client';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import type { Executor } from '../../runtime/executor/executor.ts';
import { eventually } from '../../tests/eventually.ts';
import { accounts } from '../fixtures/accounts.ts';
import { openSocket, operate, post } from '../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { Execute, ExecutionOutput } from './execute.ts';
import { shareQueries } from './share-queries.ts';

const ADA: Caller = { ...ANONYMOUS, viewerId: 'usr_ada', sessionId: 'ses_1', scopes: ['read'] };
const SCOPE: RequestScope = {
  caller: ADA,
  requestId: 'r',
  client: { ip: '10.0.0.1', userAgent: 'a' },
  credential: 'x',
};

/** Prepared operations as far as sharing looks at them: one plan an operation, as the store keeps it. */
const PLANS = { query: {}, mutation: {}, subscription: {}, other: {} };
const planned = (
  variables: Record<string, unknown> = {},
  kind: 'query' | 'mutation' | 'subscription' = 'query',
  plan: object = PLANS[kind],
) => ({ plan, analysis: { kind: OperationTypeNode[kind.toUpperCase() as 'QUERY'] }, variables }) as PlannedOperation;

/** Executions that the test resolves one by one, oldest first. */
function openWorld() {
  const runs: { scope: RequestScope; resolve: (result: ExecutionOutput) => void }[] = [];
  let shared = 0;
  const inner: Execute = (_, scope) => new Promise((resolve) => void runs.push({ scope, resolve: resolve }));
  const execute = shareQueries(inner, () => {
    shared += 1;
  });
  return { runs, execute, sharedCount: () => shared };
}

describe('equal queries of one caller', () => {
  test('that run at the same time are one execution', async () => {
    const { runs, execute, sharedCount } = openWorld();
    const outputs = [1, 2, 3].map((n) => execute(planned({ a: [1] }), { ...SCOPE, requestId: `r${n}` }));
    runs[0]?.resolve({ data: { a: 1 } });
    expect(await Promise.all(outputs)).toEqual([{ data: { a: 1 } }, { data: { a: 1 } }, { data: { a: 1 } }]);
    expect([runs.length, sharedCount()]).toEqual([1, 2]);
  });

  test('have a text each, which the first to send takes out of their own alone', async () => {
    const { runs, execute } = openWorld();
    const taken = [1, 2].map(async () => {
      const output = await execute(planned(), { ...SCOPE, wantsText: true });
      const { text } = output;
      output.text = undefined;
      return text;
    });
    runs[0]?.resolve({ text: '{"data":{}}' });
    expect(await Promise.all(taken)).toEqual(['{"data":{}}', '{"data":{}}']);
  });

  test('that come after the result are another execution', async () => {
    const { runs, execute } = openWorld();
    const first = execute(planned(), SCOPE);
    runs[0]?.resolve({ data: {} });
    await first;
    void execute(planned(), SCOPE);
    expect(runs).toHaveLength(2);
  });

  test.each<[string, PlannedOperation, Partial<RequestScope>]>([
    ['other variables', planned({ a: 2 }), {}],
    ['another plan: document, operation or rights', planned({ a: 1 }, 'query', PLANS.other), {}],
    ['another viewer', planned({ a: 1 }), { caller: { ...ADA, viewerId: 'usr_bob' } }],
    ['another session', planned({ a: 1 }), { caller: { ...ADA, sessionId: 'ses_2' } }],
    ['other scopes', planned({ a: 1 }), { caller: { ...ADA, scopes: ['read', 'write'] } }],
    ['a service', planned({ a: 1 }), { caller: { ...ADA, service: 'chat' } }],
    ['another token', planned({ a: 1 }), { credential: 'y' }],
    ['another address, which subgraphs receive', planned({ a: 1 }), { client: { ip: '10.0.0.2', userAgent: 'a' } }],
    ['a result as text', planned({ a: 1 }), { wantsText: true }],
    ['another program', planned({ a: 1 }), { client: { ip: '10.0.0.1', userAgent: 'b' } }],
  ])('are not with %s', (_, other, changed) => {
    const { runs, execute } = openWorld();
    void execute(planned({ a: 1 }), SCOPE);
    void execute(other, { ...SCOPE, ...changed });
    expect(runs).toHaveLength(2);
  });
});

test('mutations are never shared', () => {
  const { runs, execute } = openWorld();
  for (let n = 0; n < 2; n++) void execute(planned({}, 'mutation'), SCOPE);
  expect(runs).toHaveLength(2);
});

describe('a query that began before', () => {
  test('a mutation ended is not joined after it', async () => {
    const { runs, execute } = openWorld();
    void execute(planned(), SCOPE);
    const mutation = execute(planned({}, 'mutation'), SCOPE);
    void execute(planned(), SCOPE);
    expect(runs).toHaveLength(2);
    runs[1]?.resolve({ data: {} });
    await mutation;
    void execute(planned(), SCOPE);
    expect(runs).toHaveLength(3);
  });

  test('an event is not joined after it', () => {
    const { runs, execute } = openWorld();
    void execute(planned(), SCOPE);
    void execute(planned({}, 'subscription'), SCOPE, { primary: undefined, rest: undefined, result: {} } as never);
    void execute(planned(), SCOPE);
    expect(runs).toHaveLength(3);
  });
});

describe('who goes away', () => {
  test('does not end the execution of others', async () => {
    const { runs, execute } = openWorld();
    const [first, second] = [new AbortController(), new AbortController()];
    void execute(planned(), { ...SCOPE, signal: first.signal });
    const output = execute(planned(), { ...SCOPE, signal: second.signal });
    first.abort();
    expect(runs.map(({ scope }) => scope.signal?.aborted)).toEqual([false]);
    runs[0]?.resolve({ data: { a: 1 } });
    expect(await output).toEqual({ data: { a: 1 } });
  });

  test('as the last one ends the execution, and nobody joins it any more', () => {
    const { runs, execute } = openWorld();
    const socket = new AbortController();
    for (let n = 0; n < 2; n++) void execute(planned(), { ...SCOPE, signal: socket.signal });
    expect(runs).toHaveLength(1);
    socket.abort();
    expect(runs[0]?.scope.signal?.aborted).toBe(true);
    void execute(planned(), SCOPE);
    expect(runs).toHaveLength(2);
  });

  test('leaves it alone while one waits who cannot go', () => {
    const { runs, execute } = openWorld();
    const socket = new AbortController();
    void execute(planned(), { ...SCOPE, signal: socket.signal });
    void execute(planned(), SCOPE);
    socket.abort();
    expect(runs.map(({ scope }) => scope.signal?.aborted)).toEqual([false]);
  });
});

describe('through a gateway', () => {
  /** Holds all calls of a subgraph back until the test lets them go. */
  async function open(shareQueries?: boolean) {
    const { subgraphs, calls } = openFixtures([accounts]);
    const gate = Promise.withResolvers<void>();
    calls.intercept =
      (_, next): Executor =>
      async (request, caller) => {
        await gate.promise;
        return next(request, caller);
      };
    const registry = new Registry();
    const gateway = await openFixtureGateway({
      supergraphSdl: composeFixtures([accounts]),
      subgraphs,
      registry,
      ...(shareQueries === undefined ? {} : { shareQueries }),
      times: { drainMs: 0 },
    });
    const metric = (line: string) => eventually(async () => (await registry.metrics()).includes(`\n${line}\n`), line);
    return { gateway, calls, metric, letGo: gate.resolve };
  }
  const query = { query: '{ users { name } }' };
  const USERS = { data: { users: [{ name: 'Ada' }, { name: 'Bob' }] } };

  test('two alike and one with another token make two calls', async () => {
    const { gateway, calls, metric, letGo } = await open();
    const responses = ['a', 'a', 'b'].map((token) => post(gateway.url, query, { authorization: token }));
    await metric('gateway_shared_queries_total 1');
    await eventually(() => calls.made.length === 2, 'two calls');
    letGo();
    for (const response of responses) expect((await response).body).toEqual(USERS);
    expect(calls.made).toHaveLength(2);
    await gateway.close();
  });

  test('it can be switched off', async () => {
    const { gateway, calls, letGo } = await open(false);
    const responses = [1, 2, 3].map(() => post(gateway.url, query));
    await eventually(() => calls.made.length === 3, 'three calls');
    letGo();
    for (const response of responses) expect((await response).body).toEqual(USERS);
    await gateway.close();
  });

  test('a socket that closes does not end the execution of another one', async () => {
    const { gateway, calls, metric, letGo } = await open();
    const [first, second] = [await openSocket(gateway.url, { init: {} }), await openSocket(gateway.url, { init: {} })];
    first.send({ type: 'subscribe', id: '1', payload: query });
    const messages = operate(second, '1', query);
    await metric('gateway_shared_queries_total 1');
    first.webSocket.terminate();
    await metric('gateway_sockets 1');
    letGo();
    expect((await messages)[0]?.payload).toEqual(USERS);
    expect(calls.made).toHaveLength(1);
    second.webSocket.terminate();
    await gateway.close();
  });
});
