import { describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { Registry } from 'prom-client';
import { ada, silent } from '../../tests/served-world.ts';
import type { Executor } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';
import { runWithin, timeLeftMs } from '../executor/time-left.ts';
import { type CallFailure, failedCall } from '../resilience/failed-call.ts';
import { callOutcome, createCallDomain } from './call-domain.ts';
import type { CallOptions } from './host.ts';

const calling = (executor: Executor, metrics = new Registry()) =>
  createCallDomain({ from: 'chat', executorOf: () => executor, log: silent, metrics });
const asking = (executor: Executor) => calling(executor)('friends', '{ a }', { b: 1 }, ada);

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
    const ask = (document: string, options?: CallOptions) => calling(executor)('friends', document, {}, ada, options);
    return { ask, callCount: () => callCount };
  };

  test.each<CallFailure>(['connection', 'busy'])('%s: a query is repeated', async (failure) => {
    expect(await recovering(failure).ask('query { a }')).toEqual({ a: 2 });
  });

  test('a mutation with an idempotency key is repeated', async () => {
    expect(await recovering('connection').ask('mutation { a }', { isRepeatable: true })).toEqual({ a: 2 });
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

describe('how a call failed', () => {
  const outcomeOf = (executor: Executor) => asking(executor).then(() => 'done', callOutcome);

  test.each<[string, string, ExecutionResult]>([
    ['refused', 'errors that come before any effect', { errors: [fault('FORBIDDEN', 'No.')] }],
    ['refused', 'a status that refuses', failedCall('refused', 'No.')],
    ['unknown', 'a masked error', { data: null, errors: [fault('INTERNAL', 'An internal error occurred.')] }],
    ['unknown', 'one error of two that is masked', { errors: [fault('FORBIDDEN', 'No.'), fault('INTERNAL', 'No.')] }],
    ['unknown', 'a connection that broke', failedCall('connection', 'Away.')],
    ['unknown', 'no data', {}],
  ])('is %s after %s', async (outcome, _, result) => {
    expect(await outcomeOf(async () => result)).toBe(outcome);
  });

  test('is unknown when the result does not come in time, or the executor rejects', async () => {
    expect(await outcomeOf(() => new Promise(() => undefined))).toBe('unknown');
    expect(await outcomeOf(() => Promise.reject(new Error('broken')))).toBe('unknown');
  });

  test('is counted for each pair of domains', async () => {
    const metrics = new Registry();
    const results = [{ data: {} }, { data: {} }, { errors: [fault('FORBIDDEN', 'No.')] }];
    const ask = calling(async () => results.shift() ?? {}, metrics);
    // A second domain of the process.
    createCallDomain({ from: 'profile', executorOf: () => async () => ({}), log: silent, metrics });
    for (const _ of [1, 2, 3, 4]) await ask('friends', '{ a }', {}, ada).catch(() => undefined);
    const text = await metrics.metrics();
    expect(text).toContain('domain_calls_total{from="chat",to="friends",outcome="done"} 2');
    expect(text).toContain('domain_calls_total{from="chat",to="friends",outcome="refused"} 1');
    expect(text).toContain('domain_calls_total{from="chat",to="friends",outcome="unknown"} 1');
  });
});

describe('the time of a call', () => {
  const limitOf = async (options?: CallOptions) => {
    let limitMs: number | undefined;
    const ask = calling(async ({ withinMs }) => {
      limitMs = withinMs;
      return { data: {} };
    });
    await ask('friends', '{ a }', {}, ada, options).catch(() => undefined);
    return limitMs;
  };

  test.each<[number, CallOptions | undefined]>([
    [500, undefined],
    [120, { withinMs: 120 }],
    [2_000, { withinMs: 60_000 }],
  ])('is %i ms at most with %j, and travels along', async (limitMs, options) => {
    expect(await limitOf(options)).toBe(limitMs);
  });

  test('is no more than the request has left', async () => {
    const limitMs = await runWithin(40, () => limitOf({ withinMs: 1_000 }));
    expect(limitMs).toBeGreaterThan(0);
    expect(limitMs).toBeLessThanOrEqual(40);
    expect(await runWithin(5_000, () => limitOf())).toBe(500);
  });

  test('is over for a request that has none left: nothing is sent', async () => {
    const failure = await runWithin(0, () => asking(async () => ({ data: {} })).catch((error: unknown) => error));
    expect(callOutcome(failure)).toBe('refused');
    expect(await runWithin(0, () => limitOf())).toBeUndefined();
  });

  test('has no limit outside of a request', () => {
    expect(timeLeftMs()).toBe(Number.POSITIVE_INFINITY);
    expect(runWithin(undefined, timeLeftMs)).toBe(Number.POSITIVE_INFINITY);
  });
});
