import { expect, test } from '@jest/globals';
import { missingOf, stateOf } from './discovery-state.ts';

const NOW = new Date('2026-12-01T12:00:00Z');
const COMPLETE: Parameters<typeof stateOf>[0] = {
  ...{ birthDate: '1990-01-01', gender: 'FEMALE', visibility: 'PUBLIC', cell: '861f8d7afffffff' },
  ...{ isEnabled: true, isPaused: false, pausedUntil: null },
};

test('what is missing is listed in the order of a form', () => {
  expect(missingOf(COMPLETE)).toEqual([]);
  expect(missingOf({ birthDate: null, gender: null, visibility: 'FRIENDS', cell: null })).toEqual([
    'DATE_OF_BIRTH',
    'GENDER',
    'PUBLIC_PROFILE',
    'LOCATION',
  ]);
});

test.each([
  ['OFF', { isEnabled: false }],
  ['ACTIVE', {}],
  ['INCOMPLETE', { gender: null }],
  ['INCOMPLETE', { visibility: 'HIDDEN', isPaused: true }],
  ['PAUSED', { isPaused: true }],
  ['PAUSED', { isPaused: true, pausedUntil: new Date(NOW.getTime() + 1) }],
  ['ACTIVE', { isPaused: true, pausedUntil: NOW }],
] as const)('the state is %s for %j', (state, change) => {
  expect(stateOf({ ...COMPLETE, ...change }, NOW)).toBe(state);
});
