import { expect, test } from '@jest/globals';
import { createDecisionWorld, NOW, namesOf } from '../../fixtures/decision-world.ts';
import { type Liking, likePerson } from './like-person.ts';

const LIKE: Liking = {
  ...{
    viewerId: 'usr_ada',
    operation: 'likeProfile',
    key: null,
    input: {},
    kind: 'LIKE',
    otherId: 'usr_ben',
    comment: 'Nice map!',
  },
  ...{ photoId: null, promptId: null, wasShown: false },
};

test('a like is stored under the lock of the pair, counted, published and logged for who receives it', async () => {
  const { context, store, announced } = createDecisionWorld();

  const decided = await likePerson(context, LIKE);

  expect(decided).toMatchObject({ ok: true, value: { matchId: null }, isReplay: false });
  expect(store.lockPair).toHaveBeenCalledWith('usr_ada', 'usr_ben');
  expect(store.saveDecision.mock.calls[0]?.[0]).toMatchObject({
    ...{ userId: 'usr_ada', otherId: 'usr_ben', kind: 'LIKE', comment: 'Nice map!', decidedAt: NOW },
  });
  expect(store.spendQuota.mock.calls[0]?.[1]).toBe('likes');
  expect(namesOf(store)).toEqual(['discovery.like-received']);
  expect(JSON.stringify(store.announce.mock.calls)).not.toContain('usr_ada');
  expect(store.logLike).toHaveBeenCalledTimes(1);
  expect(announced).toHaveBeenCalledWith({ name: 'discovery.likes-received' }, 'usr_ben');
});

test('a like in return makes a match, and no news of a like', async () => {
  const { context, store, announced } = createDecisionWorld({ relationship: { receivedLikeId: 'dlk_1' } });

  const decided = await likePerson(context, { ...LIKE, kind: 'SUPERLIKE' });

  expect(decided).toMatchObject({ ok: true, value: { matchId: expect.stringMatching(/^mat_/) } });
  expect(store.spendQuota.mock.calls[0]?.[1]).toBe('superlikes');
  expect(namesOf(store)).toEqual(['discovery.match-created']);
  expect(store.logMatches.mock.calls[0]?.[1]).toBe('CREATED');
  expect(announced.mock.calls.map(([, userId]) => userId).sort()).toEqual(['usr_ada', 'usr_ben']);
  expect(store.logLike).not.toHaveBeenCalled();
});

test('who has paused can answer a like that waits', async () => {
  const { context } = createDecisionWorld({ relationship: { viewerState: 'PAUSED', receivedLikeId: 'dlk_1' } });
  expect(await likePerson(context, LIKE)).toMatchObject({ ok: true, value: { matchId: expect.any(String) } });
});

test.each([
  ['oneself', 'InvalidInput', {}, { otherId: 'usr_ada' }],
  ['somebody, while not in discovery', 'DiscoveryOff', { viewerState: 'OFF' }, {}],
  ['somebody new in a pause', 'DiscoveryOff', { viewerState: 'PAUSED' }, {}],
  ['somebody who is hidden, blocked, or not there', 'NotFound', { isShown: false }, {}],
  ['somebody hidden whom one has decided about', 'NotFound', { isShown: false, decision: 'PASS' }, {}],
  ['somebody again', 'AlreadyDecided', { decision: 'PASS' }, {}],
  ['somebody of a match', 'AlreadyDecided', { hasMatch: true }, {}],
  ['a prompt of another person', 'NotFound', {}, { promptId: 'dpm_cleo' }],
] as const)('who likes %s is refused, and nothing is stored', async (_, __typename, relationship, change) => {
  const { context, store, announced } = createDecisionWorld({ relationship });

  expect(await likePerson(context, { ...LIKE, ...change })).toMatchObject({ ok: false, refusal: { __typename } });
  for (const silent of [store.saveDecision, store.announce, store.spendQuota, announced])
    expect(silent).not.toHaveBeenCalled();
});

test('when the likes of a day are used up, the refusal says when there are more', async () => {
  const { context, store } = createDecisionWorld({ isSpent: true, timezone: 'Europe/Zurich' });

  expect(await likePerson(context, LIKE)).toMatchObject({
    ...{ ok: false, refusal: { __typename: 'QuotaReached', resetsAt: new Date('2026-12-01T23:00:00.000Z') } },
  });
  expect(store.saveDecision).not.toHaveBeenCalled();
});
