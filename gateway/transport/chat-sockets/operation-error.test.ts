import { expect, test } from '@jest/globals';
import { closeCodeOf, OperationError } from './operation-error.ts';

test.each([
  ['UNAUTHENTICATED', 4401],
  ['FORBIDDEN', 4404],
  ['NotFound', 4404],
  ['BAD_USER_INPUT', 4400],
  ['RATE_LIMITED', 4429],
  // What the gateway has tried to resume for two minutes.
  ['UNAVAILABLE', 1013],
  ['SUBGRAPH_UNAVAILABLE', 1013],
  ['INTERNAL', 4500],
])('a socket that cannot go on for %s closes with %d', (reason, code) => {
  expect(closeCodeOf(new OperationError(reason, 'A reason.'))).toBe(code);
});
