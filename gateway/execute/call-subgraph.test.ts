import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import type { Executor } from '../../runtime/executor/executor.ts';
import { failedCall, failureOf } from '../../runtime/resilience/failed-call.ts';
import { createRemoteExecutor } from '../../runtime/serve/remote-executor.ts';
import { callSubgraph, type SubgraphCall } from './call-subgraph.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Changed = Partial<Pick<SubgraphCall, 'loopDelay'>> & { readonly signal?: AbortSignal };

const call = (execute: Executor, timeoutMs: number, { signal, loopDelay }: Changed = {}): Promise<ExecutionResult> =>
  new Promise((onResult) =>
    callSubgraph({ execute, request: { query: '{ a }', signal }, caller: ANONYMOUS, timeoutMs, loopDelay }, onResult),
  );

/** A subgraph in its own thread, which responds even while this thread is blocked, and the number of its requests. */
async function openThread() {
  const requestCount = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    `const { createServer } = require('node:http'), { parentPort, workerData } = require('node:worker_threads');
     const server = createServer((request, response) => {
       Atomics.add(workerData, 0, 1);
       setTimeout(() => response.end('{"data":{"a":1}}'), 50);
     }).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true, workerData: requestCount },
  );
  closers.push(() => worker.terminate());
  const [port]: unknown[] = await once(worker, 'message');
  const remote = createRemoteExecutor({
    name: 'a',
    urls: [`http://127.0.0.1:${port}/`],
    callerToken: () => null,
    log: pino({ level: 'silent' }),
  });
  closers.push(() => remote.close());
  return { execute: remote.execute, requestCount };
}

test('a response that arrived while this process was blocked is not late', async () => {
  const { execute, requestCount } = await openThread();
  await call(execute, 2_000);
  const response = call(execute, 100);
  while (Atomics.load(requestCount, 0) < 2) await new Promise(setImmediate);
  const until = performance.now() + 300;
  while (performance.now() < until);

  expect(await response).toEqual({ data: { a: 1 } });
});

test('one that does not come is late, and its caller may stop', async () => {
  const stopped = Promise.withResolvers<void>();
  const silent: Executor = ({ signal }) => {
    signal?.addEventListener('abort', () => stopped.resolve());
    return new Promise(() => undefined);
  };

  const result = await call(silent, 10);

  expect([failureOf(result), result.errors?.[0]?.extensions['code']]).toEqual(['late', 'SUBGRAPH_UNAVAILABLE']);
  await stopped.promise;
});

test('one that nobody waits for any more was given up', async () => {
  const abort = new AbortController();
  const response = call(() => new Promise(() => undefined), 60_000, { signal: abort.signal });
  abort.abort();

  expect(failureOf(await response)).toBe('given-up');
  expect(failureOf(await call(async () => ({ data: {} }), 60_000, { signal: AbortSignal.abort() }))).toBe('given-up');
});

describe('while this process stands still', () => {
  const never: Executor = () => new Promise(() => undefined);

  test('a call has that time besides', async () => {
    let lost = 0;
    const response = Promise.withResolvers<ExecutionResult>();
    let reads = 0;
    // Asked when the call begins, and when its time is over: then it is seen to have been lost.
    const loopDelay = {
      lostMs() {
        reads += 1;
        if (reads === 2) {
          lost = 60;
          response.resolve({ data: { a: 1 } });
        }
        return lost;
      },
    };
    expect(await call(() => response.promise, 100, { loopDelay })).toEqual({ data: { a: 1 } });
    expect(reads).toBeGreaterThanOrEqual(2);
  });

  test('one that is late all the same is late, and one whose whole time was lost is not its fault', async () => {
    const onceLost = (ms: number) => {
      let reads = 0;
      return {
        lostMs() {
          reads += 1;
          return reads === 1 ? 0 : ms;
        },
      };
    };
    expect(failureOf(await call(never, 80, { loopDelay: onceLost(60) }))).toBe('late');
    expect(failureOf(await call(never, 80, { loopDelay: onceLost(90) }))).toBe('delayed');
    expect(failureOf(await call(never, 80, { loopDelay: onceLost(40) }))).toBe('late');
  });

  test('a connection that was not made says nothing of the subgraph', async () => {
    const unconnected: Executor = async () => failedCall('connection', 'No.');
    let lost = 0;
    const loopDelay = { lostMs: () => lost };
    const first = call(unconnected, 60_000, { loopDelay });
    lost = 501;
    expect(failureOf(await first)).toBe('delayed');
    expect(failureOf(await call(unconnected, 60_000, { loopDelay }))).toBe('connection');
  });
});
