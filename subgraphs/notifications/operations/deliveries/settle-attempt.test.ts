import { expect, test } from '@jest/globals';
import { MAX_ATTEMPTS } from '../../../../runtime/resilience/retry-times.ts';
import { AT, FAILED, minutesLater } from '../../../../tests/example-notification.ts';
import { failedAttempt, settleAttempt } from './settle-attempt.ts';

const needs = { now: () => AT, random: () => 1 };

test('an attempt that was sent is over', () => {
  expect(settleAttempt(needs, { attempts: 3 }, { sent: true })).toEqual({
    status: 'SENT',
    at: AT,
    error: null,
    counts: true,
  });
});

test('a failed attempt is repeated later, and not before the time that the other side names', () => {
  expect(settleAttempt(needs, { attempts: 3 }, FAILED)).toEqual({
    status: 'PENDING',
    at: minutesLater(1),
    error: 'response status 503',
    counts: true,
  });
  expect(settleAttempt(needs, { attempts: 3 }, { ...FAILED, retryAfterSeconds: 3_600 })).toMatchObject({
    status: 'PENDING',
    at: minutesLater(60),
  });
});

test.each([
  ['that can never succeed', { ...FAILED, isPermanent: true }, 1],
  ['to a device that is gone', { ...FAILED, isGone: true }, 1],
  ['that was the last one', FAILED, MAX_ATTEMPTS],
])('a failed attempt %s is final', (_, outcome, attempts) => {
  expect(settleAttempt(needs, { attempts }, outcome)).toEqual({
    status: 'DEAD',
    at: AT,
    error: 'response status 503',
    counts: true,
  });
});

test('the attempt before the last one is not final', () => {
  expect(settleAttempt(needs, { attempts: MAX_ATTEMPTS - 1 }, FAILED)).toMatchObject({ status: 'PENDING' });
});

test('an attempt that did not reach its channel is repeated, with at most 500 characters of its reason', () => {
  expect(settleAttempt(needs, { attempts: 1 }, failedAttempt('x'.repeat(600)))).toMatchObject({
    status: 'PENDING',
    error: 'x'.repeat(500),
  });
});
