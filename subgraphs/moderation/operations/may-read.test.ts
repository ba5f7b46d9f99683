import { expect, test } from '@jest/globals';
import { mayReadCase, mayReadDetails, mayReadReport } from './may-read.ts';

const as = (viewerId: string | null, ...scopes: string[]) => ({ viewerId, scopes });

test.each([
  ['a moderator', as('usr_mod', 'moderator'), true, true],
  ['the owner', as('usr_eve'), false, true],
  ['the owner who is a moderator', as('usr_eve', 'moderator'), false, true],
  ['somebody else', as('usr_ada'), false, false],
  ['a visitor', as(null), false, false],
])('%s reads a case while it is open: %s, and once it is decided', (_, reader, whileOpen, onceDecided) => {
  expect(mayReadCase(reader, { ownerId: 'usr_eve', decision: null })).toBe(whileOpen);
  expect(mayReadCase(reader, { ownerId: 'usr_eve', decision: 'NONE' })).toBe(whileOpen);
  expect(mayReadCase(reader, { ownerId: 'usr_eve', decision: 'WARN' })).toBe(onceDecided);
});

test('a case without an owner is for moderators', () => {
  expect(mayReadCase(as('usr_mod', 'moderator'), { ownerId: null, decision: 'HIDE' })).toBe(true);
  for (const reader of [as('usr_ada'), as(null)])
    expect(mayReadCase(reader, { ownerId: null, decision: 'HIDE' })).toBe(false);
});

test('only moderators whom it does not concern see who has reported', () => {
  expect(mayReadDetails(as('usr_mod', 'admin'), { ownerId: 'usr_eve' })).toBe(true);
  expect(mayReadDetails(as('usr_eve', 'admin'), { ownerId: 'usr_eve' })).toBe(false);
  expect(mayReadDetails(as('usr_ada'), { ownerId: 'usr_eve' })).toBe(false);
});

test('a report is read by who has made it', () => {
  expect(mayReadReport(as('usr_ada'), { reporterId: 'usr_ada' })).toBe(true);
  expect(mayReadReport(as('usr_eve'), { reporterId: 'usr_ada' })).toBe(false);
});
