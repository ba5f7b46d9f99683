import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { ANONYMOUS } from '../../runtime/caller.ts';
import type { Executor } from '../../runtime/executor.ts';
import { failureOf } from '../../runtime/resilience/failed-call.ts';
import { createRemoteExecutor } from '../../runtime/serve/remote-executor.ts';
import { callSubgraph } from './call-subgraph.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const call = (execute: Executor, timeoutMs: number, signal?: AbortSignal): Promise<ExecutionResult> =>
  new Promise((told) =>
    callSubgraph({ execute, request: { query: '{ a }', signal }, caller: ANONYMOUS, timeoutMs }, told),
  );

/** A subgraph in a thread of its own, which answers also while this one does nothing. Tells when it was asked. */
async function openThread() {
  const asked = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    `const { createServer } = require('node:http'), { parentPort, workerData } = require('node:worker_threads');
     const server = createServer((request, response) => {
       Atomics.add(workerData, 0, 1);
       setTimeout(() => response.end('{"data":{"a":1}}'), 50);
     }).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true, workerData: asked },
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
  return { execute: remote.execute, asked };
}

test('an answer that came while this process stood still is not late', async () => {
  const { execute, asked } = await openThread();
  await call(execute, 2_000);
  const answer = call(execute, 100);
  while (Atomics.load(asked, 0) < 2) await new Promise(setImmediate);
  const until = performance.now() + 300;
  while (performance.now() < until);

  expect(await answer).toEqual({ data: { a: 1 } });
});

test('one that does not come is late, and who asked it may stop', async () => {
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
  const answer = call(() => new Promise(() => undefined), 60_000, abort.signal);
  abort.abort();

  expect(failureOf(await answer)).toBe('given-up');
  expect(failureOf(await call(async () => ({ data: {} }), 60_000, AbortSignal.abort()))).toBe('given-up');
});
