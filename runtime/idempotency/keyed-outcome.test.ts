import { expect, test } from '@jest/globals';
import { keyedOutcome } from './keyed-outcome.ts';

test('a thing is returned, and a refusal where there is one', () => {
  expect(keyedOutcome({ thing: 'pay_1', errors: [] }, 'The payment')).toEqual({ thing: 'pay_1' });
  const refusal = { __typename: 'NotFound' };
  expect(keyedOutcome({ thing: null, errors: [refusal] }, 'The payment')).toEqual({ refusal });
});

test('a call on its way has no outcome, and neither has a payload that says nothing', () => {
  const errors = [{ __typename: 'IdempotencyInProgress' }];
  expect(() => keyedOutcome({ thing: null, errors }, 'The payment')).toThrow('The payment is being created.');
  expect(() => keyedOutcome({ thing: null, errors: [] }, 'The payment')).toThrow('neither created nor refused');
});
