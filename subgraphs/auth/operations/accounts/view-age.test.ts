import { expect, test } from '@jest/globals';
import { createLoader } from '../../../../runtime/database/loader.ts';
import type { Account } from '../../repository/accounts.ts';
import { viewAge } from './view-age.ts';

const ageOn = (today: string, dateOfBirth: string | null, viewerId: string | null = 'usr_eve') => {
  const account: Account = {
    ...{ id: 'usr_ada', createdAt: new Date(0), dateOfBirth, roles: [] },
    ...{ email: null, emailVerifiedAt: null, emailRefusedAt: null, phone: null, phoneVerifiedAt: null },
    ...{ suspendedAt: null, suspendedUntil: null, suspensionReason: null },
  };
  const accounts = createLoader<Account>(async (ids) => ids.map((id) => (id === 'usr_ada' ? account : null)));
  const caller = { viewerId, sessionId: null, scopes: [], service: null };
  return (userId: string) => viewAge({ accounts, caller, now: () => new Date(today) }, userId);
};

test.each([
  ['2026-11-20T00:00:00Z', '1990-11-20', 36],
  ['2026-11-19T23:59:59Z', '1990-11-20', 35],
  ['2026-12-31T00:00:00Z', '1990-01-01', 36],
  ['2026-01-01T00:00:00Z', '1989-12-31', 36],
  ['2026-02-28T12:00:00Z', '2008-02-29', 17],
  ['2026-03-01T00:00:00Z', '2008-02-29', 18],
  ['2028-02-29T00:00:00Z', '2008-02-29', 20],
])('on %s who was born on %s is %i', async (today, dateOfBirth, age) => {
  expect(await ageOn(today, dateOfBirth)('usr_ada')).toBe(age);
});

test('there is no age without a date of birth, of nobody, and for a visitor', async () => {
  const today = '2026-11-20T00:00:00Z';
  expect(await ageOn(today, null)('usr_ada')).toBeNull();
  expect(await ageOn(today, '1990-11-20')('usr_nobody')).toBeNull();
  expect(await ageOn(today, '1990-11-20', null)('usr_ada')).toBeNull();
});
