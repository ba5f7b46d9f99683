import type { Owner } from './rule.ts';
import { type DomainWays, mentions, type WayIn } from './way-in.ts';

const SHOWN = 'id nickname displayName bio age photos { id } visibility user { id }';

const audience = (owner: Owner) => (owner === 'HIDDEN' ? 'SELF' : owner === 'FRIENDS' ? 'FRIENDS' : 'SIGNED_IN');

/** A way to a profile, by a query that selects `...Shown`. */
const toProfile = (name: string, covers: readonly string[], query: string, more: Partial<WayIn> = {}): WayIn => ({
  name,
  covers,
  audience,
  look: async ({ ask, of, hub }) =>
    mentions(
      await ask(`${query} fragment Shown on Profile { ${SHOWN} }`, { nickname: of.person.nickname, hub: hub.id }),
      of.person.nickname,
    ),
  ...more,
});

/** Ways in of the profile domain. */
export const waysOfProfile: DomainWays = {
  ways: [
    toProfile('a profile by its owner', ['Query.profile'], 'query ($id: ID!) { profile(userId: $id) { ...Shown } }'),
    toProfile(
      'a profile by its nickname',
      ['Query.profileByNickname', 'Profile.user'],
      'query ($nickname: String!) { profileByNickname(nickname: $nickname) { ...Shown } }',
    ),
    toProfile(
      'a profile by a search',
      ['Query.searchProfiles'],
      'query ($nickname: String!) { searchProfiles(query: $nickname) { edges { node { ...Shown } } } }',
    ),
    toProfile(
      'the profile of a user',
      ['User.profile', '@Profile'],
      'query ($id: ID!) { user(id: $id) { profile { ...Shown } } }',
    ),
    toProfile(
      'the profile of somebody in a list',
      ['User.profile'],
      'query ($hub: ID!) { user(id: $hub) { friends(first: 100) { edges { node { profile { ...Shown } } } } } }',
      { reaches: ['self', 'friend', 'stranger', 'moderator'] },
    ),
    {
      name: 'changes of a profile',
      covers: ['Subscription.profileUpdated', 'ProfileUpdated.profile'],
      audience,
      async look({ hear, of }) {
        let changes = 0;
        const until = async () => {
          changes += 1;
          await of.person.do('updateProfile', { bio: `Change ${changes}.` }, 'profile { id }').catch(() => undefined);
        };
        const query = 'subscription ($id: ID!) { profileUpdated(userId: $id) { profile { nickname } } }';
        return mentions(await hear(query, {}, until), of.person.nickname);
      },
    },
  ],
  harmless: {
    'Query.nicknameAvailable': 'a nickname that is taken may be anybody’s, also one who is not shown',
  },
};
