import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../../runtime/executor/faults.ts';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import { callerOf } from '../../../../tests/example-notification.ts';
import { namePeople } from './name-people.ts';

const worldOf = (_entities: unknown) => ({ ask: jest.fn<CallDomain>(async () => ({ _entities })) });

test('names come in the order of the ids, the display name before the nickname', async () => {
  const world = worldOf([
    { id: 'usr_cleo', profile: { nickname: 'cleo', displayName: '' } },
    null,
    { id: 'usr_ben', profile: { nickname: 'ben', displayName: 'Ben B.' } },
    { id: 'usr_eve', profile: null },
  ]);
  const userIds = ['usr_ben', 'usr_none', 'usr_cleo', 'usr_eve', 'usr_ben'];

  expect(await namePeople(world, callerOf(), userIds)).toEqual(['Ben B.', null, 'cleo', null, 'Ben B.']);
  expect(world.ask).toHaveBeenCalledWith(
    'profile',
    expect.any(String),
    { people: userIds.map((id) => ({ __typename: 'User', id })) },
    callerOf(),
  );
});

test('without an answer of profile nobody has a name', async () => {
  const world = worldOf([]);
  world.ask.mockRejectedValueOnce(fault('UNAVAILABLE', 'away'));
  expect(await namePeople(world, callerOf(), ['usr_ben'])).toEqual([null]);

  expect(await namePeople(worldOf('nonsense'), callerOf(), ['usr_ben'])).toEqual([null]);
});
