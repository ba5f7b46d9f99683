import { describe, expect, test } from '@jest/globals';
import { type BreakerState, type CallOutcome, createBreaker } from './breaker.ts';

/** A breaker at a time of the test's own. */
function openWorld(startAt = 1_000_000) {
  const states: BreakerState[] = [];
  const breaker = createBreaker((state) => states.push(state));
  const clock = { at: startAt };
  const call = (outcome: CallOutcome): boolean => {
    const ticket = breaker.admit(clock.at);
    if (ticket !== null) breaker.ended(ticket, outcome, clock.at);
    return ticket !== null;
  };
  const calls = (outcome: CallOutcome, times: number) => {
    for (let n = 0; n < times; n++) call(outcome);
  };
  return { breaker, clock, states, call, calls };
}

describe('a breaker opens', () => {
  test('after five failures in a row, not after four', () => {
    const { breaker, calls, call } = openWorld();
    calls('failure', 4);
    call('success');
    calls('failure', 4);
    expect(breaker.state).toBe('closed');
    call('failure');
    expect(breaker.state).toBe('open');
    expect(call('success')).toBe(false);
  });

  test('when half of twenty calls of ten seconds failed', () => {
    const { breaker, clock, call } = openWorld();
    for (let n = 0; n < 19; n++) {
      clock.at += 400;
      call(n % 2 === 0 ? 'success' : 'failure');
    }
    expect(breaker.state).toBe('closed');
    call('failure');
    expect(breaker.state).toBe('open');
  });

  test('not when a little less than half failed', () => {
    const { breaker, calls } = openWorld();
    for (let n = 0; n < 30; n++) {
      calls('success', 3);
      calls('failure', 2);
    }
    expect(breaker.state).toBe('closed');
  });

  test.each([
    [9_999, 'open'],
    [10_000, 'closed'],
    [3_600_000, 'closed'],
  ])('for what failed %i ms ago: %s', (ms, state) => {
    const { breaker, clock, calls } = openWorld();
    for (let n = 0; n < 3; n++) {
      calls('failure', 4);
      calls('success', 1);
    }
    calls('failure', 3);
    clock.at += ms;
    calls('success', 1);
    calls('failure', 1);
    expect(breaker.state).toBe(state);
  });

  test('not for calls that were given up', () => {
    const { breaker, calls } = openWorld();
    calls('unknown', 100);
    expect(breaker.state).toBe('closed');
  });
});

describe('an open breaker', () => {
  const opened = () => {
    const world = openWorld();
    world.calls('failure', 5);
    return world;
  };

  test('lets one call through after five seconds, and closes with its success', () => {
    const { breaker, clock, states, call } = opened();
    clock.at += 4_999;
    expect([breaker.isOpen(clock.at), breaker.admit(clock.at)]).toEqual([true, null]);
    clock.at += 1;
    expect(breaker.isOpen(clock.at)).toBe(false);
    const probe = breaker.admit(clock.at);
    expect(probe).not.toBeNull();
    expect([breaker.isOpen(clock.at), breaker.admit(clock.at)]).toEqual([true, null]);
    breaker.ended(probe ?? -1, 'success', clock.at);
    expect(call('failure')).toBe(true);
    expect(states).toEqual(['open', 'probing', 'closed']);
  });

  test('waits another five seconds when that call fails', () => {
    const { breaker, clock, call } = opened();
    clock.at += 5_000;
    call('failure');
    clock.at += 4_999;
    expect(call('success')).toBe(false);
    clock.at += 1;
    expect(call('success')).toBe(true);
    expect(breaker.state).toBe('closed');
  });

  test('tries again at once when that call was given up', () => {
    const { breaker, clock, call } = opened();
    clock.at += 5_000;
    call('unknown');
    expect(breaker.state).toBe('open');
    expect(call('success')).toBe(true);
    expect(breaker.state).toBe('closed');
  });

  test('takes no notice of calls from before', () => {
    const { breaker, clock, calls, call } = openWorld();
    const early = breaker.admit(clock.at) ?? -1;
    calls('failure', 5);
    breaker.ended(early, 'success', clock.at);
    expect(breaker.state).toBe('open');
    clock.at += 5_000;
    const probe = breaker.admit(clock.at) ?? -1;
    breaker.ended(early, 'success', clock.at);
    expect(breaker.state).toBe('probing');
    breaker.ended(probe, 'success', clock.at);
    calls('failure', 4);
    expect(breaker.state).toBe('closed');
    expect(call('failure')).toBe(true);
    expect(breaker.state).toBe('open');
  });
});
