import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import type { DiscoveryContext, MatchEvent } from '../../context.ts';
import { followMatches } from './follow-matches.ts';

const eventOf = (cursor: string, change: 'CREATED' | 'ENDED' | null): MatchEvent => ({
  ...{ cursor, resyncRequired: change === null },
  entry: change === null ? null : { matchId: `mat_${cursor}`, change },
});

const contextOf = (events: readonly MatchEvent[]) => {
  const followed: unknown[] = [];
  const streams = {
    async follow(_log: unknown, ...rest: unknown[]) {
      followed.push(...rest);
      return (async function* () {
        yield* events;
      })();
    },
  };
  const context = { caller: { ...ANONYMOUS, viewerId: 'usr_ada' }, streams, repository: { matchLog: {} } };
  // as: an operation that reaches for another part of the context fails its test.
  return { context: context as unknown as DiscoveryContext, followed };
};

test.each([
  ['CREATED', ['1', '3']],
  ['ENDED', ['2', '3']],
] as const)(
  'who follows matches that are %s receives those, and that some can be replayed no longer',
  async (change, expected) => {
    const { context, followed } = contextOf([eventOf('1', 'CREATED'), eventOf('2', 'ENDED'), eventOf('3', null)]);
    const cursors: string[] = [];
    for await (const { cursor } of await followMatches(context, change, 'after')) cursors.push(cursor);
    expect(cursors).toEqual(expected);
    expect(followed).toEqual(['usr_ada', 'usr_ada', 'after']);
  },
);
