import { expect, test } from '@jest/globals';
import { NOW } from '../../fixtures/booking-world.ts';
import { requestOf } from '../../fixtures/request-world.ts';
import { stateOf } from './open-request.ts';

test.each([
  ['before its end', new Date(NOW.getTime() + 1), 'PENDING', 'PENDING'],
  ['at its end', NOW, 'PENDING', 'EXPIRED'],
  ['after its end, when it was paid before', new Date(0), 'PAID', 'PAID'],
] as const)('a request is, %s', (_, expiresAt, state, expected) => {
  expect(stateOf(requestOf({ expiresAt, state }), NOW)).toBe(expected);
});
