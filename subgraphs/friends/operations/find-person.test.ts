import { describe, expect, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import { AT, exampleFriendship } from '../../../tests/example-friendship.ts';
import { personByNickname, personExists } from './find-person.ts';

/** A person who is not in the local copy. */
function unknownPerson() {
  const world = exampleFriendship();
  world.repository.knowsPerson.mockResolvedValue(false);
  return world;
}

describe('personExists', () => {
  test('does not call auth for a person in the local copy', async () => {
    const world = exampleFriendship();

    expect(await personExists(world, 'usr_bob')).toBe(true);
    expect(world.ask).not.toHaveBeenCalled();
  });

  test('adds a person whom only auth has to the local copy', async () => {
    const world = unknownPerson();
    world.ask.mockResolvedValue({ users: [{ id: 'usr_bob' }] });

    expect(await personExists(world, 'usr_bob')).toBe(true);
    expect(world.ask).toHaveBeenCalledWith('auth', expect.any(String), { ids: ['usr_bob'] }, world.caller);
    expect(world.repository.addPeople).toHaveBeenCalledWith(['usr_bob'], AT);
  });

  test.each([
    ['no user', [null]],
    ['another user', [{ id: 'usr_eve' }]],
    ['an empty list', []],
  ])('is false when auth returns %s', async (_, users) => {
    const world = unknownPerson();
    world.ask.mockResolvedValue({ users });

    expect(await personExists(world, 'usr_bob')).toBe(false);
    expect(world.repository.addPeople).not.toHaveBeenCalled();
  });

  test('fails while auth is unavailable', async () => {
    const world = unknownPerson();
    world.ask.mockRejectedValue(fault('UNAVAILABLE', 'away'));

    await expect(personExists(world, 'usr_bob')).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
  });
});

describe('personByNickname', () => {
  test.each([
    ['a visible profile', { user: { id: 'usr_bob' } }, 'usr_bob'],
    ['a profile without a user', { user: null }, null],
    ['no profile', null, null],
  ])('of %s', async (_, profileByNickname, id) => {
    const world = exampleFriendship();
    world.ask.mockResolvedValue({ profileByNickname });

    expect(await personByNickname(world, 'bob')).toBe(id);
    expect(world.ask).toHaveBeenCalledWith('profile', expect.any(String), { nickname: 'bob' }, world.caller);
  });

  test('fails while profile is unavailable', async () => {
    const world = exampleFriendship();
    world.ask.mockRejectedValue(fault('UNAVAILABLE', 'away'));

    await expect(personByNickname(world, 'bob')).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
  });
});
