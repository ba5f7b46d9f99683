import { expect, test } from '@jest/globals';
import { ADA, NOW } from '../../fixtures/ada.ts';
import type { Account } from '../../repository/accounts.ts';
import { viewUser } from './view-user.ts';

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
