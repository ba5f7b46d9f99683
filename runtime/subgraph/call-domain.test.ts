import { describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { ada, silent } from '../../tests/served-world.ts';
import type { Executor } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';
import { type CallFailure, failedCall } from '../resilience/failed-call.ts';
import { createCallDomain } from './call-domain.ts';

const asking = (executor: Executor) => createCallDomain(() => executor, silent)('friends', '{ a }', { b: 1 }, ada);

async function* stream(): AsyncGenerator<ExecutionResult> {
  yield { data: {} };
}

test('an answer is its data, asked for without scopes', async () => {
  const seen: unknown[] = [];

  const data = await asking(async ({ query, variables }, caller) => {
    seen.push(query, variables, caller);
    return { data: { a: true } };
  });

  expect(data).toEqual({ a: true });
  expect(seen).toEqual(['{ a }', { b: 1 }, { ...ada, scopes: [] }]);
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
    message: 'Temporarily unavailable. Try again.',
    extensions: { code: 'UNAVAILABLE', retryable: true },
  });
});

test('the signal of the executor aborts when nobody waits any more', async () => {
  const aborted = Promise.withResolvers<void>();

  await asking(({ signal }) => {
    signal?.addEventListener('abort', () => aborted.resolve());
    return new Promise(() => undefined);
  }).catch(() => undefined);

  await aborted.promise;
});

describe('a domain whose connection breaks once', () => {
  /** Fails once, then succeeds; counts the calls. */
  const recovering = (failure: CallFailure) => {
    let callCount = 0;
    const executor: Executor = async () => {
      callCount += 1;
      return callCount === 1 ? failedCall(failure, 'Away.') : { data: { a: callCount } };
    };
    const ask = (document: string) => createCallDomain(() => executor, silent)('friends', document, {}, ada);
    return { ask, callCount: () => callCount };
  };

  test.each<CallFailure>(['connection', 'busy'])('%s: a query is repeated', async (failure) => {
    expect(await recovering(failure).ask('query { a }')).toEqual({ a: 2 });
  });

  test.each<[CallFailure, string]>([
    ['connection', 'mutation { a }'],
    ['broken', '{ a }'],
    ['refused', '{ a }'],
  ])('%s: %s is not', async (failure, document) => {
    const { ask, callCount } = recovering(failure);
    await expect(ask(document)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
    expect(callCount()).toBe(1);
  });
});
