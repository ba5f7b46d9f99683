import type { Person } from './client.ts';
import { eventually } from './eventually.ts';

const ZURICH = { latitude: 47.3769, longitude: 8.5417 };

/** Brings a person with a public profile into discovery; resolves once the domain has heard of what is required. */
export async function joinDiscovery(person: Person, gender = 'FEMALE'): Promise<void> {
  await person.do('updateProfile', { gender }, 'profile { id }');
  const enable = () =>
    person.do('enableDiscovery', { location: ZURICH }, 'discoveryProfile { state }').then(
      ({ discoveryProfile }) => discoveryProfile.state === 'ACTIVE',
      () => false,
    );
  await eventually(enable, `${person.nickname} to be in discovery`);
}

/** Has two people in discovery like each other; the id of their match. */
export async function matchPeople(one: Person, other: Person): Promise<string> {
  await one.do('likeProfile', { userId: other.id }, 'like { id }');
  return (await other.do('likeProfile', { userId: one.id }, 'match { id }')).match.id;
}
