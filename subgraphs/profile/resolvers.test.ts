import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { userRegistered } from '../auth/events.ts';
import profile from './index.ts';

const FIELDS =
  'id nickname displayName bio gender interests location { city country } avatarUrl visibility user { id }';
const SEE = `query ($userId: ID!) { profile(userId: $userId) { nickname visibility settings { theme } } }`;
const CREATE = `mutation ($input: CreateProfileInput!) { createProfile(input: $input) { profile { ${FIELDS} } errors { __typename ... on UserError { message path } } } }`;
const UPDATE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { profile { ${FIELDS} } errors { __typename ... on UserError { message path } } } }`;
const SETTINGS = `mutation ($input: UpdateProfileSettingsInput!) { updateProfileSettings(input: $input) {
  profile { settings { locale timezone theme } } errors { __typename ... on UserError { path } } } }`;
const DELETE = `mutation { deleteProfile { profile { id nickname } errors { __typename ... on UserError { path } } } }`;
const AVAILABLE = `query ($nickname: String!) { nicknameAvailable(nickname: $nickname) }`;

describe('changing a profile', () => {
  let world: DomainWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openDomainWorld(profile);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    count += 1;
  });

  /** A new person of this test with a profile made by registration. */
  async function person(nickname: string): Promise<{ id: string; nickname: string }> {
    const one = {
      id: `usr_${count}_${nickname}`,
      nickname: `${nickname}${count}`,
    };
    await world.publish(userRegistered, {
      userId: one.id,
      nickname: one.nickname,
      registeredAt: '2030-01-01T00:00:00.000Z',
    });
    return one;
  }
  const run = async (query: string, variables: Record<string, unknown>, viewerId: string) => {
    const result = await world.execute(query, variables, world.as(viewerId));
    expect(result.errors).toBeUndefined();
    return result.data;
  };

  describe('changing', () => {
    test('shows what was given, clears by null, and leaves the rest', async () => {
      const ada = await person('ada');
      const given = {
        displayName: '  Ada Lovelace ',
        bio: 'Countess.',
        gender: 'FEMALE',
        interests: ['Chess', 'maths', 'chess'],
        location: { city: 'London', country: 'gb' },
      };
      const shown = {
        displayName: 'Ada Lovelace',
        bio: 'Countess.',
        gender: 'FEMALE',
        interests: ['Chess', 'maths'],
        location: { city: 'London', country: 'GB' },
        avatarUrl: null,
        nickname: ada.nickname,
        user: { id: ada.id },
      };

      expect(await run(UPDATE, { input: given }, ada.id)).toMatchObject({
        updateProfile: { profile: shown, errors: [] },
      });
      expect(await run(UPDATE, { input: { bio: null, location: null, nickname: null } }, ada.id)).toMatchObject({
        updateProfile: { profile: { ...shown, bio: null, location: null }, errors: [] },
      });
    });

    test.each([
      ['nickname', { nickname: 'a' }],
      ['nickname', { nickname: 'Ꭺꭰꭺ' }],
      ['displayName', { displayName: ' ' }],
      ['displayName', { displayName: 'x'.repeat(81) }],
      ['bio', { bio: 'x'.repeat(501) }],
      ['bio', { bio: 'bell\u0007' }],
      ['interests', { interests: Array.from({ length: 21 }, (_, n) => `i${n}`) }],
      ['interests', { interests: ['x'.repeat(41)] }],
      ['location', { location: { country: 'ZZ' } }],
      ['location', { location: { city: 'x'.repeat(81) } }],
    ])('refuses a wrong %s: %j', async (field, input) => {
      const ada = await person('ada');
      expect(await run(UPDATE, { input }, ada.id)).toMatchObject({
        updateProfile: {
          profile: null,
          errors: [{ __typename: 'InvalidInput', path: expect.arrayContaining(['input', field]) }],
        },
      });
    });

    test('NUL in an argument is bad input, never a failure', async () => {
      const result = await world.execute(UPDATE, { input: { bio: 'a\0b' } }, world.as('usr_ada'));
      expect(result).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    });

    test('a new nickname frees the old one for others', async () => {
      const [ada, bob] = [await person('ada'), await person('bob')];
      const rename = (viewerId: string, nickname: string) => run(UPDATE, { input: { nickname } }, viewerId);

      expect(await rename(bob.id, ada.nickname.toUpperCase())).toMatchObject({
        updateProfile: { profile: null, errors: [{ __typename: 'NicknameTaken', path: ['input', 'nickname'] }] },
      });
      expect(await rename(ada.id, `Countess${count}`)).toMatchObject({ updateProfile: { errors: [] } });
      expect(await rename(bob.id, ada.nickname)).toMatchObject({
        updateProfile: { profile: { nickname: ada.nickname } },
      });
      expect(await rename(bob.id, ada.nickname.toUpperCase())).toMatchObject({ updateProfile: { errors: [] } });
      expect(await rename(bob.id, 'Adm1n')).toMatchObject({
        updateProfile: { errors: [{ __typename: 'NicknameTaken' }] },
      });
    });

    test('of twenty who rename themselves alike at once, one succeeds', async () => {
      const people: { id: string }[] = [];
      for (const n of Array.from({ length: 20 }).keys()) people.push(await person(`r${n}x`));
      const answers = await Promise.all(
        people.map(({ id }) => run(UPDATE, { input: { nickname: `Winner${count}` } }, id)),
      );

      const won = answers.filter(
        (answer) => (answer as { updateProfile: { profile: unknown } }).updateProfile.profile !== null,
      );
      expect(won).toHaveLength(1);
    });

    test('settings are canonical, and what is no locale or zone is refused', async () => {
      const ada = await person('ada');
      expect(
        await run(SETTINGS, { input: { locale: 'DE-ch', timezone: 'europe/zurich', theme: 'DARK' } }, ada.id),
      ).toEqual({
        updateProfileSettings: {
          profile: { settings: { locale: 'de-CH', timezone: 'Europe/Zurich', theme: 'DARK' } },
          errors: [],
        },
      });
      expect(await run(SETTINGS, { input: { timezone: '+01:00' } }, ada.id)).toMatchObject({
        updateProfileSettings: { profile: null, errors: [{ __typename: 'InvalidInput', path: ['input', 'timezone'] }] },
      });
      expect(await run(SETTINGS, { input: { locale: null, theme: null } }, ada.id)).toMatchObject({
        updateProfileSettings: { profile: { settings: { locale: null, timezone: 'Europe/Zurich', theme: 'SYSTEM' } } },
      });
    });

    test('a deleted profile is gone, frees its nickname and can be made anew', async () => {
      const [ada, bob] = [await person('ada'), await person('bob')];
      expect(await run(DELETE, {}, ada.id)).toMatchObject({
        deleteProfile: { profile: { nickname: ada.nickname }, errors: [] },
      });
      expect(await run(SEE, { userId: ada.id }, ada.id)).toEqual({ profile: null });
      expect(await run(DELETE, {}, ada.id)).toEqual({
        deleteProfile: { profile: null, errors: [{ __typename: 'NotFound', path: [] }] },
      });
      expect(await run(UPDATE, { input: { bio: 'x' } }, ada.id)).toMatchObject({
        updateProfile: { errors: [{ __typename: 'NotFound' }] },
      });

      expect(await run(UPDATE, { input: { nickname: ada.nickname } }, bob.id)).toMatchObject({
        updateProfile: { errors: [] },
      });
      expect(await run(CREATE, { input: { nickname: ada.nickname } }, ada.id)).toMatchObject({
        createProfile: { profile: null, errors: [{ __typename: 'NicknameTaken' }] },
      });
      const again = { input: { nickname: `again${count}`, interests: ['tea'] } };
      expect(await run(CREATE, again, ada.id)).toMatchObject({
        createProfile: { profile: { displayName: again.input.nickname, interests: ['tea'] }, errors: [] },
      });
      expect(await run(CREATE, { input: { nickname: `third${count}` } }, ada.id)).toMatchObject({
        createProfile: { profile: null, errors: [{ __typename: 'ProfileExists' }] },
      });
      expect(await run(AVAILABLE, { nickname: `third${count}` }, bob.id)).toEqual({ nicknameAvailable: true });
    });
  });

  describe('nicknameAvailable', () => {
    test('is false for what is held, reserved for the operators or no nickname', async () => {
      const ada = await person('ada');
      const free = (nickname: string, viewerId = 'usr_asker') => run(AVAILABLE, { nickname }, viewerId);

      expect(await free(`${ada.nickname}x`)).toEqual({ nicknameAvailable: true });
      expect(await free(ada.nickname.toUpperCase())).toEqual({ nicknameAvailable: false });
      expect(await free(ada.nickname, ada.id)).toEqual({ nicknameAvailable: true });
      expect(await free('Support')).toEqual({ nicknameAvailable: false });
      expect(await free('a b')).toEqual({ nicknameAvailable: false });
    });

    test('asked too often is a fault that says when to come back', async () => {
      const answers = await Promise.all(
        Array.from({ length: 61 }, () => world.execute(AVAILABLE, { nickname: 'free' }, world.as('usr_eager'))),
      );
      const faults = answers.flatMap(({ errors }) => errors ?? []);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatchObject({ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } });
    });

    test('a visitor who asks too often keeps out no visitor of another address', async () => {
      const ask = (ip: string) => world.execute(AVAILABLE, { nickname: 'free' }, ANONYMOUS, { ip, userAgent: 'curl' });
      const answers = await Promise.all(Array.from({ length: 130 }, () => ask('192.0.2.1')));
      const codes = answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions?.['code']));
      expect(codes).toEqual(Array(10).fill('RATE_LIMITED'));
      expect(await ask('192.0.2.2')).toEqual({ data: { nicknameAvailable: true } });
    });
  });
});
