import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { askPersonalData, personalDataOf } from '../../tests/personal-data.ts';
import profile from './index.ts';

describe('what profile keeps about a person', () => {
  let world: DomainWorld;

  beforeAll(async () => {
    world = await openDomainWorld(profile);
    await world.sql.$executeRaw`
      INSERT INTO profile (id, user_id, nickname, nickname_folded, nickname_key, display_name, bio, interests, city, visibility, updated_at, created_at)
      VALUES ('prf_ada', 'usr_ada', 'Ada', 'folded_ada', 'key_ada', 'Ada L.', 'bio of ada', '{maths}', 'London', 'HIDDEN', now(), now()),
             ('prf_eve', 'usr_eve', 'eve_canary', 'eve_canary', 'eve_canary', 'eve_canary', 'eve_canary', '{eve_canary}', 'eve_canary', 'PUBLIC', now(), now())`;
    await world.sql.$executeRaw`
      INSERT INTO profile_photo (id, user_id, media_file_id, position, added_at)
      VALUES ('pph_1', 'usr_ada', 'mfl_ada', 0, now()), ('pph_2', 'usr_eve', 'eve_canary', 0, now())`;
    await world.sql.$executeRaw`
      INSERT INTO nickname_claim (key, user_id, expires_at) VALUES ('ada', 'usr_ada', NULL), ('eve_canary_claim', 'usr_eve', NULL)`;
    await world.sql.$executeRaw`
      INSERT INTO block (blocker_id, blocked_id, is_active, changed_at) VALUES ('usr_eve', 'usr_ada', true, now())`;
  });
  afterAll(() => world.close());

  test('is their profile, their photos and their names, and nothing of others', async () => {
    const personalData = await personalDataOf(world, 'usr_ada');

    expect(personalData).toEqual({
      profile: [expect.objectContaining({ nickname: 'Ada', bio: 'bio of ada', city: 'London', visibility: 'HIDDEN' })],
      photos: [{ id: 'pph_1', mediaFileId: 'mfl_ada', position: 0, addedAt: expect.any(String) }],
      nicknameClaims: [{ nickname: 'ada', reservedUntil: null }],
    });
    expect(JSON.stringify(personalData)).not.toMatch(/eve|folded_|key_/);
  });

  test('is named even where it is nothing', async () => {
    expect(await personalDataOf(world, 'usr_nobody')).toEqual({ profile: [], photos: [], nicknameClaims: [] });
  });

  test('is returned to the auth domain only, and not to the person', async () => {
    const callers = [ANONYMOUS, world.as('usr_ada'), world.as('usr_ada', { scopes: ['admin'] })];
    for (const caller of [...callers, world.asService('gateway'), world.asService('chat')]) {
      const { data, errors } = await askPersonalData(world, 'usr_ada', null, caller);
      expect([data?.['personalData'], errors?.[0]?.extensions?.['code']]).toEqual([null, 'FORBIDDEN']);
    }
  });

  test('goes on at a place that was given only', async () => {
    const { errors } = await askPersonalData(world, 'usr_ada', 'elsewhere:1');
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  test('is no part of the contract', async () => {
    const { data } = await world.execute('{ _service { sdl } }');
    expect(String(Object(data?.['_service']).sdl)).not.toContain('ersonalData');
  });
});
