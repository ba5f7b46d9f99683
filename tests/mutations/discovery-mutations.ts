import type { Mutation } from './mutation.ts';

/** Lines of discovery on which exactly one match, a quota, or what nobody may learn depends. */
export const DISCOVERY_MUTATIONS: readonly Mutation[] = [
  {
    file: 'subgraphs/discovery/operations/**/store-decision.ts',
    find: 'await store.lockPair(viewerId, otherId);',
    replace: '',
    testFile: 'subgraphs/discovery/two-processes.test.ts',
    test: 'of 100 likes that cross between 50 pairs over two processes come 50 matches',
    why: 'of two likes that cross at the same time, one makes the match',
  },
  {
    file: 'subgraphs/discovery/operations/**/store-decision.ts',
    find: 'if (!isShown) return NOBODY;',
    replace: '',
    testFile: 'subgraphs/discovery/matches.test.ts',
    test: 'the end of a match comes at once with a block, together with likes that wait',
    why: 'nobody reaches who blocks them',
  },
  {
    file: 'subgraphs/discovery/repository/quotas.ts',
    find: 'excluded.likes * q.likes + excluded.superlikes * q.superlikes + excluded.rewinds * q.rewinds <',
    replace: '0 <',
    testFile: 'subgraphs/discovery/matches.test.ts',
    test: 'a day has five superlikes, however many are sent at once',
    why: 'a quota holds for calls at the same time',
  },
  {
    file: 'subgraphs/discovery/resolvers/received-likes.ts',
    find: 'isAnswered ? { id: senderId } : null',
    replace: '{ id: senderId }',
    testFile: 'subgraphs/discovery/matches.test.ts',
    test: 'likes that wait do not say who sent them until they are answered',
    why: 'who likes the viewer stays secret until the viewer likes them too',
  },
  {
    file: 'subgraphs/discovery/operations/matches/separate-people.ts',
    find: 'await store.deleteLikesBetween(one, other);',
    replace: '',
    testFile: 'subgraphs/discovery/matches.test.ts',
    test: 'the end of a match comes at once with a block, together with likes that wait',
    why: 'a block leaves no like that waits',
  },
  {
    file: 'subgraphs/chat/reactions/when-matches-change.ts',
    find: 'await store.noteContactGrant(grantOf(fact, false));',
    replace: '',
    testFile: 'subgraphs/chat/matches.test.ts',
    test: 'a match opens one conversation for both, and its end leaves it to be read',
    why: 'after a match has ended nobody writes to the other',
  },
];
