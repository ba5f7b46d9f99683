import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { missingOf, stateOf } from './discovery-state.ts';
import { ownProfile } from './own-profile.ts';

test('a person of whom nothing is known is not in discovery, and all parts are missing', async () => {
  const profiles = { load: async () => null, clear: () => undefined };
  const own = await ownProfile({ caller: { ...ANONYMOUS, viewerId: 'usr_ada' }, ownProfile: profiles });

  expect(stateOf(own, new Date(0))).toBe('OFF');
  expect(missingOf(own)).toEqual(['DATE_OF_BIRTH', 'GENDER', 'PUBLIC_PROFILE', 'LOCATION']);
});
