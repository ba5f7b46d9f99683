import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { birthDateChanged, contactVerified } from '../auth/events.ts';
import { profileChanged, profileRemoved } from '../profile/events.ts';
import { CITIES, type DiscoveryWorld, ENABLE, openDiscoveryWorld } from './fixtures/discovery-world.ts';

const OWN =
  '{ discoveryProfile { state missing isVerified area } discoveryPreferences { ageRange { min max } genders } }';
const LOCATE = `mutation ($input: UpdateDiscoveryLocationInput!) { updateDiscoveryLocation(input: $input) {
  area updatedAt nextChangeAt errors { __typename ... on UserError { path } ... on TooManyAttempts { retryAfter } } } }`;
const MINUTE_MS = 60_000;

let world: DiscoveryWorld;
let clock = new Date('2026-12-01T12:00:00.000Z');
const later = (minutes: number): void => {
  clock = new Date(clock.getTime() + minutes * MINUTE_MS);
};

beforeAll(async () => {
  world = await openDiscoveryWorld({ now: () => clock });
});
beforeEach(() => later(60));
afterAll(() => world.close());

test('nobody is in discovery unasked, and what is missing follows the facts of other domains', async () => {
  const ada = newId('usr', new Date());
  expect(await world.run(ada, OWN)).toEqual({
    discoveryProfile: {
      ...{ state: 'OFF', isVerified: false, area: null },
      missing: ['DATE_OF_BIRTH', 'GENDER', 'PUBLIC_PROFILE', 'LOCATION'],
    },
    discoveryPreferences: { ageRange: { min: 18, max: 120 }, genders: [] },
  });

  await world.publish(birthDateChanged, { userId: ada, dateOfBirth: '1990-05-01' });
  await world.publish(contactVerified, { userId: ada, kind: 'EMAIL', at: clock.toISOString() });
  await world.publish(profileChanged, {
    ...{ userId: ada, nickname: 'ada', gender: 'FEMALE', interests: ['Chess'], city: 'Zurich', country: 'CH' },
    ...{ visibility: 'PUBLIC', revision: 1 },
  });

  expect((await world.run(ada, OWN))['discoveryProfile']).toEqual({
    ...{ state: 'OFF', isVerified: true, area: 'Zurich, CH', missing: ['LOCATION'] },
  });
});

test('a person enables, pauses, and disables discovery; other domains learn of the first and the last', async () => {
  const ada = await world.join();
  const stateOf = async () => (await world.run(ada, '{ discoveryProfile { state pausedUntil } }'))['discoveryProfile'];
  expect(await stateOf()).toEqual({ state: 'ACTIVE', pausedUntil: null });

  const pause = `mutation ($until: DateTime) { pauseDiscovery(input: { until: $until }) {
    discoveryProfile { state pausedUntil } errors { __typename } } }`;
  const until = new Date(clock.getTime() + MINUTE_MS).toISOString();
  expect((await world.run(ada, pause, { until }))['pauseDiscovery']).toEqual({
    ...{ discoveryProfile: { state: 'PAUSED', pausedUntil: until }, errors: [] },
  });
  later(1);
  expect(await stateOf()).toEqual({ state: 'ACTIVE', pausedUntil: null });
  await world.run(ada, pause);
  later(60 * 24 * 400);
  expect(await stateOf()).toEqual({ state: 'PAUSED', pausedUntil: null });
  await world.run(ada, ENABLE, { input: {} });
  expect(await stateOf()).toEqual({ state: 'ACTIVE', pausedUntil: null });

  const disable = 'mutation { disableDiscovery { discoveryProfile { state } errors { __typename } } }';
  expect((await world.run(ada, disable))['disableDiscovery']).toMatchObject({ discoveryProfile: { state: 'OFF' } });
  expect((await world.run(ada, disable))['disableDiscovery']).toEqual({
    ...{ discoveryProfile: null, errors: [{ __typename: 'DiscoveryOff' }] },
  });
  const events = (await world.published()).filter(({ payload }) => Reflect.get(Object(payload), 'userId') === ada);
  expect(events.map(({ type }) => type)).toEqual(['discovery.discovery-enabled', 'discovery.discovery-disabled']);
  expect(Object.keys(Object(events[0]?.payload)).sort()).toEqual(['at', 'userId']);
});

test('who is too young, or has not said enough, is refused', async () => {
  const enable = async (userId: string) =>
    Reflect.get(Object((await world.run(userId, ENABLE, { input: {} }))['enableDiscovery']), 'errors');
  const child = await world.person({ dateOfBirth: `${clock.getUTCFullYear() - 17}-01-01` });
  const hidden = await world.person({ visibility: 'HIDDEN' });
  // Profile and auth are asked for what the copy does not have, and are not there.
  await expect(enable(hidden)).rejects.toThrow('UNAVAILABLE');
  expect(await enable(child)).toEqual([{ __typename: 'AgeRequired' }]);
  expect(await enable(await world.person())).toEqual([{ __typename: 'ProfileIncomplete', missing: ['LOCATION'] }]);
});

test('a person whose profile is deleted or hidden is not shown any more', async () => {
  const ada = await world.join();
  await world.publish(profileRemoved, { userId: ada, at: clock.toISOString() });
  expect((await world.run(ada, OWN))['discoveryProfile']).toMatchObject({
    ...{ state: 'INCOMPLETE', missing: ['GENDER', 'PUBLIC_PROFILE'] },
  });
});

test('a location is changed at most once in 15 minutes, 24 times a day, and no faster than an airliner', async () => {
  const ada = await world.person();
  const locate = async (input: object) => (await world.run(ada, LOCATE, { input }))['updateDiscoveryLocation'];
  expect(await locate({ latitude: 90.1, longitude: 0 })).toMatchObject({
    errors: [{ __typename: 'InvalidInput', path: ['input', 'latitude'] }],
  });
  expect(await locate({ latitude: 0, longitude: -180.5 })).toMatchObject({
    errors: [{ __typename: 'InvalidInput', path: ['input', 'longitude'] }],
  });
  const first = clock;
  expect(await locate(CITIES.zurich)).toEqual({
    ...{ area: 'Zurich, CH', updatedAt: first.toISOString(), errors: [] },
    nextChangeAt: new Date(first.getTime() + 15 * MINUTE_MS).toISOString(),
  });
  later(14);
  expect(await locate(CITIES.zurich)).toEqual({
    ...{ area: null, updatedAt: null, nextChangeAt: null },
    errors: [{ __typename: 'TooManyAttempts', path: ['input'], retryAfter: 60 }],
  });
  later(1);
  // New York is 6,300 km away.
  const newYork = { latitude: 40.7128, longitude: -74.006 };
  const refused = await locate(newYork);
  expect(refused).toMatchObject({ errors: [{ __typename: 'TooManyAttempts' }] });
  later(60 * 6.5);
  expect(await locate(newYork)).toMatchObject({ errors: [] });
  for (let nth = 2; nth < 24; nth += 1) {
    later(15);
    expect(await locate(newYork)).toMatchObject({ errors: [] });
  }
  later(15);
  expect(await locate(newYork)).toMatchObject({ errors: [{ __typename: 'TooManyAttempts' }] });
  clock = new Date(first.getTime() + 24 * 60 * MINUTE_MS);
  expect(await locate(newYork)).toMatchObject({ errors: [] });
});

test('of coordinates only a cell is stored, and no answer, event or export of others has it', async () => {
  const ada = await world.join();
  const [row] = await world.sql.$queryRaw<{ text: string; cell: string }[]>`
    SELECT p::text AS text, cell FROM discovery_person AS p WHERE user_id = ${ada}`;
  expect(row?.cell).toMatch(/^86[0-9a-f]{13}$/);
  expect(row?.text).not.toContain('47.3');
  expect(JSON.stringify(await world.published())).not.toContain(row?.cell);
});

test('what a person shows and looks for is changed field by field', async () => {
  const ada = await world.person();
  const shown = 'discoveryProfile { headline intent isIncognito prompts { id question answer } }';
  const show = async (input: object) =>
    (
      await world.run(
        ada,
        `mutation ($input: UpdateDiscoveryProfileInput!) { updateDiscoveryProfile(input: $input) {
          ${shown} errors { __typename ... on UserError { path } } } }`,
        { input },
      )
    )['updateDiscoveryProfile'];
  const prompts = [
    { question: 'Tea?', answer: 'Yes' },
    { question: 'Coffee?', answer: 'No' },
  ];
  const first = Object(await show({ headline: ' Hello ', intent: 'DATING', prompts })).discoveryProfile;
  expect(first).toMatchObject({ headline: 'Hello', intent: 'DATING', isIncognito: false, prompts });
  const id = first.prompts[1].id;
  const second = Object(await show({ intent: null, prompts: [{ id, question: 'Coffee?', answer: 'Maybe' }] }));
  expect(second.discoveryProfile).toEqual({
    ...{ headline: 'Hello', intent: null, isIncognito: false },
    prompts: [{ id, question: 'Coffee?', answer: 'Maybe' }],
  });
  expect(await show({ prompts: Array.from({ length: 6 }, () => prompts[0]) })).toMatchObject({
    errors: [{ __typename: 'InvalidInput', path: ['input', 'prompts'] }],
  });

  const prefer = async (input: object) =>
    (
      await world.run(
        ada,
        `mutation ($input: UpdateDiscoveryPreferencesInput!) { updateDiscoveryPreferences(input: $input) {
          discoveryPreferences { genders ageRange { min max } maxDistanceKm interests dealbreakers languages onlyActiveDays }
          errors { __typename ... on UserError { path } } } }`,
        { input },
      )
    )['updateDiscoveryPreferences'];
  const wish = {
    genders: ['MALE', 'MALE'],
    ageRange: { min: 25, max: 40 },
    maxDistanceKm: 37,
    languages: ['de-CH', 'de'],
  };
  expect(await prefer({ ...wish, dealbreakers: ['INTENT'] })).toEqual({
    discoveryPreferences: {
      ...{ genders: ['MALE'], ageRange: { min: 25, max: 40 }, maxDistanceKm: 50, languages: ['de'] },
      ...{ interests: [], dealbreakers: ['INTENT'], onlyActiveDays: null },
    },
    errors: [],
  });
  expect(await prefer({ ageRange: null, maxDistanceKm: null })).toMatchObject({
    discoveryPreferences: { genders: ['MALE'], ageRange: { min: 18, max: 120 }, maxDistanceKm: null },
  });
  expect(await prefer({ ageRange: { min: 17, max: 30 } })).toMatchObject({
    errors: [{ __typename: 'InvalidInput', path: ['input', 'ageRange', 'min'] }],
  });
  expect(await prefer({ ageRange: { min: 30, max: 29 } })).toMatchObject({
    errors: [{ __typename: 'InvalidInput', path: ['input', 'ageRange', 'max'] }],
  });
});

test('a person gets a copy of what they entered, and nothing is left of them when they have deleted their account', async () => {
  const ada = await world.join({ shown: { headline: 'Hello', prompts: [{ question: 'Tea?', answer: 'Yes' }] } });
  await world.erase(ada);
  expect(await world.remains(ada)).toEqual([]);
});
