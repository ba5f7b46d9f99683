import { expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { ada, silent } from '../tests/served-world.ts';
import { createAsk } from './ask.ts';
import type { Executor } from './executor.ts';
import { fault } from './faults.ts';

const asking = (executor: Executor) => createAsk(() => executor, silent)('friends', '{ a }', { b: 1 }, ada);

async function* stream(): AsyncGenerator<ExecutionResult> {
  yield { data: {} };
}

test('an answer is its data', async () => {
  const seen: unknown[] = [];

  const data = await asking(async ({ query, variables }, caller) => {
    seen.push(query, variables, caller);
    return { data: { a: true } };
  });

  expect(data).toEqual({ a: true });
  expect(seen).toEqual(['{ a }', { b: 1 }, ada]);
});

test.each<[string, Executor]>([
  ['errors beside data', async () => ({ data: { a: null }, errors: [fault('FORBIDDEN', 'No.')] })],
  ['errors alone', async () => ({ errors: [fault('SUBGRAPH_UNAVAILABLE', 'Away.')] })],
  ['no data', async () => ({})],
  ['null', async () => ({ data: null })],
  ['a stream', async () => stream()],
  ['a rejection', async () => Promise.reject(new Error('password=hunter2'))],
  ['nothing in time', () => new Promise(() => undefined)],
])('%s is UNAVAILABLE and retryable, never an answer', async (_, executor) => {
  await expect(asking(executor)).rejects.toMatchObject({
    message: 'Not available for a moment; try again.',
    extensions: { code: 'UNAVAILABLE', retryable: true },
  });
});

test('the executor is told when nobody waits any more', async () => {
  const told = Promise.withResolvers<void>();

  await asking(({ signal }) => {
    signal?.addEventListener('abort', () => told.resolve());
    return new Promise(() => undefined);
  }).catch(() => undefined);

  await told.promise;
});
