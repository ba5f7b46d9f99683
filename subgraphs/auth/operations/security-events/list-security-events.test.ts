import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { ADA } from '../../fixtures/ada.ts';
import type { SecurityEvent } from '../../repository/security-events.ts';
import { listSecurityEvents } from './list-security-events.ts';

const PAGE = { limit: 11, size: 10, from: null, backwards: false };

test('the viewer sees a page of their own events', async () => {
  const securityEvents = jest.fn(async (..._: unknown[]): Promise<SecurityEvent[]> => []);
  expect(await listSecurityEvents({ caller: ADA, repository: { securityEvents } }, PAGE)).toEqual([]);
  expect(securityEvents).toHaveBeenCalledWith('usr_ada', PAGE);
});

test('a visitor is asked to sign in', () => {
  const securityEvents = jest.fn(async (): Promise<SecurityEvent[]> => []);
  expect(() => listSecurityEvents({ caller: ANONYMOUS, repository: { securityEvents } }, PAGE)).toThrow(
    'Sign in first.',
  );
  expect(securityEvents).not.toHaveBeenCalled();
});
