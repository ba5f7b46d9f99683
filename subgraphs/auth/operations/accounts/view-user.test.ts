import { expect, test } from '@jest/globals';
import { ADA, NOW } from '../../fixtures/ada.ts';
import type { Account } from '../../repository/accounts.ts';
import { findUser, viewUser } from './view-user.ts';

const ACCOUNT: Account = {
  id: 'usr_ada',
  createdAt: NOW,
  dateOfBirth: '1990-01-01',
  roles: ['ADMIN'],
  email: 'ada@example.org',
  emailVerifiedAt: NOW,
  emailRefusedAt: null,
  phone: null,
  phoneVerifiedAt: null,
  suspendedAt: NOW,
  suspendedUntil: null,
  suspensionReason: 'Spam.',
};

test.each([
  ['the user', ADA],
  ['an administrator', { ...ADA, viewerId: 'usr_eve', scopes: ['admin'] }],
])('%s sees everything', (_, caller) => {
  expect(viewUser(caller, ACCOUNT)).toEqual({
    id: 'usr_ada',
    createdAt: NOW,
    email: 'ada@example.org',
    phone: null,
    dateOfBirth: '1990-01-01',
    roles: ['ADMIN'],
    emailVerified: true,
    isEmailRefused: false,
    phoneVerified: null,
    suspension: { since: NOW, until: null, reason: 'Spam.' },
  });
});

test('anybody else sees only the id and the age of the account', () => {
  const { id, createdAt, ...hidden } = viewUser({ viewerId: 'usr_eve', scopes: ['notify'] }, ACCOUNT);
  expect({ id, createdAt }).toEqual({ id: 'usr_ada', createdAt: NOW });
  expect(new Set(Object.values(hidden))).toEqual(new Set([null]));
});

test.each([
  ['nobody else', { viewerId: 'usr_eve', scopes: ['moderator'], service: null }, null, false],
  ['the user', { viewerId: 'usr_ada', scopes: [], service: null }, null, true],
  ['an administrator', { viewerId: 'usr_eve', scopes: ['admin'], service: null }, null, true],
  ['a service', { viewerId: null, scopes: [], service: 'friends' }, null, true],
  ['everybody, once it has ended,', { viewerId: 'usr_eve', scopes: [], service: null }, NOW, true],
])('%s finds a user who is suspended', async (_, caller, suspendedUntil, isFound) => {
  const accounts = { load: async () => ({ ...ACCOUNT, suspendedUntil }) };
  const found = await findUser({ accounts, caller: { ...ADA, ...caller }, now: () => NOW }, 'usr_ada');
  expect(found?.id).toBe(isFound ? 'usr_ada' : undefined);
});
