import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';
import { type CallFailure, failedCall } from '../../runtime/resilience/failed-call.ts';
import { createSubgraphGuard, type GuardedCall } from './subgraph-guard.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const GOOD: ExecutionResult = { data: { a: 1 } };
const failing = (failure: CallFailure) => failedCall(failure, 'No.');

/** A guard over attempts that the test responds to one by one. */
function openWorld(isRemote = true) {
  const noted: string[] = [];
  const attempts: { timeoutMs: number; onResult: (result: ExecutionResult) => void }[] = [];
  const guard = createSubgraphGuard({
    isRemote,
    changed: (state) => noted.push(state),
    refused: (why) => noted.push(why),
    retried: () => noted.push('retried'),
    pauseMs: () => 50,
  });
  const call = (changed: Partial<GuardedCall> = {}) => {
    const results: ExecutionResult[] = [];
    guard.call({
      attempt: (timeoutMs, onResult) => void attempts.push({ timeoutMs, onResult }),
      attemptMs: 2_000,
      until: performance.now() + 2_300,
      mayRetry: true,
      isMutation: false,
      isPatient: false,
      onResult: (result) => void results.push(result),
      ...changed,
    });
    return results;
  };
  const respond = (result: ExecutionResult, at = attempts.length - 1) => attempts[at]?.onResult(result);
  const open = () => {
    for (let n = 0; n < 5; n++) {
      call({ mayRetry: false });
      respond(failing('connection'));
    }
  };
  return { guard, call, respond, attempts, noted, open };
}

describe('a query', () => {
  test.each<CallFailure>(['connection', 'busy', 'delayed'])(
    'that failed by %s is asked once more, after a pause',
    (failure) => {
      const { call, respond, attempts, noted } = openWorld();
      const results = call();
      respond(failing(failure));
      jest.advanceTimersByTime(49);
      expect(attempts).toHaveLength(1);
      jest.advanceTimersByTime(1);
      respond(GOOD);
      expect([results, attempts.length, noted]).toEqual([[GOOD], 2, ['retried']]);
    },
  );

  test('is not asked a third time', () => {
    const { call, respond, attempts } = openWorld();
    const results = call();
    respond(failing('connection'));
    jest.advanceTimersByTime(50);
    respond(failing('connection'));
    jest.runAllTimers();
    expect([results.length, attempts.length]).toEqual([1, 2]);
  });

  test.each<CallFailure>(['broken', 'refused', 'given-up'])('that failed by %s is not asked again', (failure) => {
    const { call, respond, attempts } = openWorld();
    const results = call();
    respond(failing(failure));
    jest.runAllTimers();
    expect([results.length, attempts.length]).toEqual([1, 1]);
  });

  test('that came too late is asked again with the time that is left, if there is enough', () => {
    const { call, respond, attempts } = openWorld();
    const results = call();
    call({ until: performance.now() + 2_149 });
    jest.advanceTimersByTime(2_000);
    respond(failing('late'), 0);
    respond(failing('late'), 1);
    jest.advanceTimersByTime(50);
    expect(attempts.map(({ timeoutMs }) => timeoutMs)).toEqual([2_000, 2_000, 250]);
    respond(GOOD);
    expect(results).toEqual([GOOD]);
  });

  test('of a subgraph in this process is not asked again', () => {
    const { call, respond, attempts } = openWorld(false);
    call();
    respond(failing('late'));
    jest.runAllTimers();
    expect(attempts).toHaveLength(1);
  });
});

test('what must not be repeated is not, whatever it failed by', () => {
  const { call, respond, attempts } = openWorld();
  const results = call({ mayRetry: false });
  respond(failing('connection'));
  jest.runAllTimers();
  expect([results.length, attempts.length]).toEqual([1, 1]);
});

describe('a subgraph', () => {
  test('that failed five times is not asked: calls fail at once, and then one finds out', () => {
    const { guard, call, respond, attempts, noted, open } = openWorld();
    open();
    expect(call()).toMatchObject([{ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } }] }]);
    jest.advanceTimersByTime(5_000);
    const [probing, refused] = [call(), call()];
    expect([attempts.length, probing.length, refused.length]).toEqual([6, 0, 1]);
    respond(GOOD);
    expect(guard.state).toBe('closed');
    expect(noted).toEqual(['open', 'open', 'probing', 'open', 'closed']);
  });

  test.each<[string, ExecutionResult]>([
    ['GraphQL errors', { errors: [fault('INTERNAL', 'Bug.')] }],
    ['an error that says unavailable', { data: null, errors: [fault('SUBGRAPH_UNAVAILABLE', 'Behind me.')] }],
    ['4xx', failing('refused')],
    ['calls that were given up', failing('given-up')],
    ['calls that this process delayed', failing('delayed')],
  ])('is asked on after %s', (_, result) => {
    const { guard, call, respond } = openWorld();
    for (let n = 0; n < 50; n++) {
      call();
      respond(result);
    }
    expect(guard.state).toBe('closed');
  });

  test.each<[string, number, string]>([
    ['had its time', 2_300, 'open'],
    ['was cut short by its request', 1_500, 'closed'],
  ])('whose call came too late and %s', (_, untilMs, state) => {
    const { guard, call, respond } = openWorld();
    for (let n = 0; n < 5; n++) {
      call({ mayRetry: false, until: performance.now() + untilMs });
      respond(failing('late'));
    }
    expect(guard.state).toBe(state);
  });
});

describe('beyond 64 calls that run', () => {
  test('64 wait, and more are refused at once and may retry', () => {
    const { guard, call, respond, attempts, noted } = openWorld();
    const all = Array.from({ length: 129 }, () => call());
    expect([attempts.length, guard.running, guard.waiting, noted]).toEqual([64, 64, 64, ['full']]);
    expect(all.at(-1)).toMatchObject([{ errors: [{ extensions: { retryable: true, retryAfter: 1 } }] }]);
    respond(GOOD, 0);
    expect([attempts.length, guard.running, guard.waiting]).toEqual([65, 64, 63]);
  });

  test('mutations and queries keep each other from nothing', () => {
    const { guard, call, respond, attempts, noted } = openWorld();
    for (let n = 0; n < 129; n++) call({ isMutation: true, mayRetry: false });
    expect([attempts.length, noted]).toEqual([64, ['full']]);
    const query = call();
    expect([attempts.length, guard.running, guard.waiting]).toEqual([65, 65, 64]);
    respond(GOOD);
    expect([query, guard.running, guard.waiting]).toEqual([[GOOD], 64, 64]);
    respond(GOOD, 0);
    expect([guard.running, guard.waiting]).toEqual([64, 63]);
  });

  test('a call that waits until its time is up is refused', () => {
    const { call, noted } = openWorld();
    const all = Array.from({ length: 65 }, () => call({ mayRetry: false }));
    jest.advanceTimersByTime(2_299);
    expect(all.at(-1)).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(all.at(-1)).toHaveLength(1);
    expect(noted).toEqual(['late']);
  });

  test('events of streams wait all', () => {
    const { guard, call } = openWorld();
    for (let n = 0; n < 1_000; n++) call({ isPatient: true, until: performance.now() + 10_000 });
    expect([guard.running, guard.waiting]).toEqual([64, 936]);
  });

  test('who waits while the breaker opens is not asked', () => {
    const { guard, call, respond, attempts } = openWorld();
    const all = Array.from({ length: 70 }, () => call({ mayRetry: false }));
    for (let n = 0; n < 5; n++) respond(failing('connection'), n);
    expect([guard.state, guard.running, guard.waiting]).toEqual(['open', 63, 0]);
    expect(all.flat()).toHaveLength(7);
    // Those admitted after the first four failures are sent; the others fail without a request.
    expect(attempts).toHaveLength(68);
  });

  test('a call while the breaker is open is refused without waiting', () => {
    const { guard, call, respond, noted } = openWorld();
    for (let n = 0; n < 70; n++) call({ mayRetry: false });
    for (let n = 0; n < 5; n++) respond(failing('connection'), n);
    jest.advanceTimersByTime(5_000);
    call({ mayRetry: false });
    expect([guard.state, guard.running]).toEqual(['probing', 64]);
    expect(call()).toHaveLength(1);
    expect([guard.waiting, noted.at(-1)]).toEqual([0, 'open']);
  });

  test('of a subgraph in this process, all run', () => {
    const { guard, call, attempts } = openWorld(false);
    for (let n = 0; n < 500; n++) call();
    expect([attempts.length, guard.running]).toEqual([500, 0]);
  });
});
