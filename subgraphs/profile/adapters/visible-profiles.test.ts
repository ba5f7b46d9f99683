import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import type { CallDomain } from '../../../runtime/subgraph/host.ts';
import type { FoundProfile } from '../repository/profile.ts';
import { createVisibleProfiles } from './visible-profiles.ts';

const profile = (userId: string, isForFriends: boolean) =>
  ({ id: `prf_${userId}`, userId, isForFriends }) as FoundProfile;

function worldOf(answer: unknown, ...found: FoundProfile[]) {
  const profilesFor = jest.fn(async (_: string, ids: readonly string[]) =>
    ids.map((id) => found.find((one) => one.userId === id || one.id === id) ?? null),
  );
  const ask = jest.fn<CallDomain>(async () => {
    if (answer instanceof Error) throw answer;
    return { relationships: answer };
  });
  return { profilesFor, ask, visible: createVisibleProfiles({ repository: { profilesFor }, ask }, 'usr_eve') };
}

test('many people, by either id, are one read and one question for those who need it', async () => {
  const answer = [
    { areFriends: true, blocked: false },
    { areFriends: false, blocked: false },
  ];
  const { profilesFor, ask, visible } = worldOf(answer, profile('a', false), profile('b', true), profile('c', true));

  const seen = await Promise.all([
    visible.ofUser('a'),
    visible.ofUser('b'),
    visible.byId('prf_c'),
    visible.ofUser('d'),
  ]);

  expect(seen.map((one) => one?.userId ?? null)).toEqual(['a', 'b', null, null]);
  expect(profilesFor.mock.calls).toEqual([['usr_eve', ['a', 'b', 'prf_c', 'd']]]);
  expect(ask.mock.calls.map(([domain, , variables]) => [domain, variables])).toEqual([
    ['friends', { userId: 'usr_eve', otherIds: ['b', 'c'] }],
  ]);
});

test('a friend by the answer who is blocked by the answer sees nothing', async () => {
  const { visible } = worldOf([{ areFriends: true, blocked: true }], profile('b', true));
  expect(await visible.ofUser('b')).toBeNull();
});

test.each([
  ['a question that fails', fault('UNAVAILABLE', 'Away.')],
  ['an answer too short', []],
  ['an answer of another shape', [{ areFriends: 'yes' }]],
  ['no answer', null],
])('%s is no permission, and hurts nobody else', async (_, answer) => {
  const { visible } = worldOf(answer, profile('a', false), profile('b', true));
  const [open, closed] = await Promise.allSettled([visible.ofUser('a'), visible.ofUser('b')]);

  expect(open).toMatchObject({ status: 'fulfilled', value: { userId: 'a' } });
  expect(closed).toMatchObject({
    status: 'rejected',
    reason: { extensions: { code: 'UNAVAILABLE', retryable: true } },
  });
});

test('an id of the one kind is none of the other', async () => {
  const { visible } = worldOf([], profile('a', false));
  expect(await visible.byId('a')).toBeNull();
  expect(await visible.ofUser('prf_a')).toBeNull();
});

test('a visitor sees nothing, and nothing is read', async () => {
  const { profilesFor, ask } = worldOf([]);
  const visible = createVisibleProfiles({ repository: { profilesFor }, ask }, null);
  expect(await Promise.all([visible.ofUser('a'), visible.byId('prf_a')])).toEqual([null, null]);
  expect(profilesFor).not.toHaveBeenCalled();
});
