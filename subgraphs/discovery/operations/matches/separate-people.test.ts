import { expect, jest, test } from '@jest/globals';
import { createDecisionWorld, NOW, namesOf } from '../../fixtures/decision-world.ts';
import { separatePeople } from './separate-people.ts';

const worldOf = (matchId: string | null) => {
  const { context, store, announced } = createDecisionWorld();
  const deleteLikesBetween = jest.fn(async (..._: string[]) => undefined);
  return { context, announced, store: { ...store, deleteLikesBetween, matchBetween: async () => matchId } };
};

test('a block ends the match and the likes, and nobody learns who has blocked', async () => {
  const { context, announced, store } = worldOf('mat_1');
  const signal = await separatePeople(context, store as never, ['usr_ben', 'usr_ada'], NOW);
  expect(store.deleteLikesBetween).toHaveBeenCalledWith('usr_ben', 'usr_ada');
  expect(store.endMatch).toHaveBeenCalledWith('mat_1', { endedBy: null, reason: null, at: NOW });
  expect(namesOf(store)).toEqual(['discovery.match-ended']);
  expect(announced).not.toHaveBeenCalled();
  await signal();
  expect(announced).toHaveBeenCalledTimes(2);
});

test('without a match only the likes end', async () => {
  const { context, announced, store } = worldOf(null);
  await (await separatePeople(context, store as never, ['usr_ben', 'usr_ada'], NOW))();
  expect(store.deleteLikesBetween).toHaveBeenCalledTimes(1);
  for (const silent of [store.endMatch, store.announce, announced]) expect(silent).not.toHaveBeenCalled();
});
