import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { userRegistered } from '../auth/events.ts';
import profile from './index.ts';

const mutation = (name: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { errors { __typename } } }`;
const SNAPSHOT = '{ snapshot(types: ["profile.profile-changed"], limit: 9) { rows } }';
const NOW = new Date('2031-03-01T12:00:00.000Z');

describe('the events of profiles', () => {
  let world: DomainWorld;
  const ada = 'usr_ada';
  beforeAll(async () => {
    world = await openDomainWorld(profile, { now: () => NOW });
  });
  afterAll(() => world.close());

  const run = async (name: string, input: object) => {
    const result = await world.execute(mutation(name), { input }, world.as(ada));
    expect(result).toEqual({ data: { [name]: { errors: [] } } });
  };
  const snapshot = async () => {
    const { data } = await world.execute(SNAPSHOT, {}, world.asService('discovery'));
    // as: the document asks for these fields.
    return (data as { snapshot: { rows: string[] } }).snapshot.rows.map((row) => JSON.parse(row).payload);
  };

  test('say what others are found by after each change of it, as the snapshot does, until the profile is deleted', async () => {
    const facts = { userId: ada, nickname: 'ada', gender: null, interests: [], city: null, country: null };
    const steps = [{ ...facts, visibility: 'PUBLIC', revision: 1 }];
    await world.publish(userRegistered, { userId: ada, nickname: 'ada', registeredAt: NOW.toISOString() });
    await run('updateProfile', { bio: 'Countess.' });
    const changes = { gender: 'FEMALE', interests: ['Chess'], location: { city: 'Bern', country: 'CH' } };
    await run('updateProfile', changes);
    const described = { ...facts, gender: 'FEMALE', interests: ['Chess'], city: 'Bern', country: 'CH' };
    await run('updateProfileVisibility', { visibility: 'HIDDEN' });
    const hidden = { ...described, visibility: 'HIDDEN', revision: 4 };

    expect(await snapshot()).toEqual([hidden]);
    await world.execute('mutation { deleteProfile { errors { __typename } } }', {}, world.as(ada));
    expect(await snapshot()).toEqual([]);
    // What happens to files, of which this profile has none, is published too.
    const published = (await world.published()).filter(({ type }) => !type.startsWith('profile.file-access'));
    expect(published).toEqual([
      ...[...steps, { ...described, visibility: 'PUBLIC', revision: 3 }, hidden].map((payload) => ({
        type: 'profile.profile-changed',
        payload,
      })),
      { type: 'profile.profile-removed', payload: { userId: ada, at: NOW.toISOString() } },
    ]);
  });
});
