import { expect, test } from '@jest/globals';
import { nextActionOf } from './next-action.ts';

const ACTION = { kind: 'CLIENT_SECRET', url: null, clientSecret: 's', expiresAt: null } as const;
const OPEN = { nextAction: ACTION, state: 'REQUIRES_METHOD', hasPendingCommand: false } as const;
const PROVIDER = { publishableKey: 'pk' };

test('a library gets the key of the platform beside the secret', () => {
  expect(nextActionOf(OPEN, PROVIDER)).toEqual({
    ...ACTION,
    publishableKey: 'pk',
  });
});

test('while the provider has not answered there is nothing to do but wait', () => {
  expect(nextActionOf({ ...OPEN, hasPendingCommand: true }, PROVIDER)).toMatchObject({
    kind: 'WAIT',
    clientSecret: null,
  });
});

test('at the end there is nothing to do', () => {
  expect(nextActionOf({ ...OPEN, nextAction: null }, null)).toBeNull();
  expect(nextActionOf({ ...OPEN, state: 'SUCCEEDED', hasPendingCommand: true }, null)).toBeNull();
});
