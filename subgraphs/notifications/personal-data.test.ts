import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import notifications from './index.ts';

describe('what notifications keeps about a person', () => {
  let world: DomainWorld;
  const askedAs: (string | null)[] = [];

  beforeAll(async () => {
    world = await openDomainWorld(notifications, {
      answers: {
        profile(_, { people }, caller) {
          askedAs.push(caller.viewerId);
          return {
            _entities: (people as { id: string }[]).map(({ id }) =>
              id === 'usr_ben' ? { id, profile: { nickname: 'ben', displayName: 'Ben' } } : { id, profile: null },
            ),
          };
        },
      },
    });
    const { sql } = world;
    await sql.$executeRaw`
      INSERT INTO template (id, name, locale, version, title, body, created_by, created_at)
      VALUES ('ntt_1', 'hello', 'en', 900, '{{ actor }} waves', 'Come to {{ place }}.', 'usr_canary', now()),
             ('ntt_2', 'mine', 'en', 900, 'a title', 'a body', 'usr_ada', now())`;
    await sql.$executeRaw`
      INSERT INTO notification (id, user_id, occurrence_id, type, template_id, actor_id, data, sequence, created_at)
      VALUES ('ntf_1', 'usr_ada', 'occ_1', 'FRIEND_REQUEST', 'ntt_1', 'usr_ben', '{"place":"Bath"}', 1, now()),
             ('ntf_2', 'usr_ada', 'occ_2', 'FRIEND_REQUEST', 'ntt_1', 'usr_hidden', '{"place":"Kew"}', NULL, now()),
             ('ntf_3', 'usr_eve', 'occ_1', 'FRIEND_REQUEST', 'ntt_1', 'usr_ben', '{"place":"place_canary"}', 1, now())`;
    await sql.$executeRaw`
      INSERT INTO delivery (id, notification_id, user_id, channel, device_id, status, attempts, due_at, last_error, created_at)
      VALUES ('ntd_1', 'ntf_1', 'usr_ada', 'PUSH', 'dev_1', 'SENT', 1, now(), 'error_canary', now()),
             ('ntd_canary', 'ntf_3', 'usr_eve', 'PUSH', 'dev_2', 'SENT', 1, now(), NULL, now())`;
    await sql.$executeRaw`
      INSERT INTO device (id, user_id, kind, name, place, endpoint, p256dh, auth, created_at)
      VALUES ('dev_1', 'usr_ada', 'WEB_PUSH', 'my phone', 'place_canary1', 'https://push.example/canary', 'key_canary', 'auth_canary', now()),
             ('dev_canary', 'usr_eve', 'WEB_PUSH', 'name_canary', 'place_canary2', NULL, NULL, NULL, now())`;
    await sql.$executeRaw`
      INSERT INTO preferences (user_id, locale, time_zone) VALUES ('usr_ada', 'de', 'Europe/Zurich'), ('usr_eve', 'fr', 'Canary/Zone')`;
    await sql.$executeRaw`
      INSERT INTO choice (user_id, type, channel, is_enabled)
      VALUES ('usr_ada', 'FRIEND_REQUEST', 'EMAIL', false), ('usr_ada', 'FRIEND_REQUEST', 'PUSH', true), ('usr_eve', 'CANARY', 'PUSH', true)`;
    await sql.$executeRaw`
      INSERT INTO topic_follower (topic, user_id, since) VALUES ('gardens', 'usr_ada', now()), ('topic_canary', 'usr_eve', now())`;
  });
  afterAll(() => world.close());

  test('is their notifications as they read them, and their settings', async () => {
    const exported = await personalDataOf(world, 'usr_ada');

    expect(exported['notifications']).toEqual([
      expect.objectContaining({ id: 'ntf_1', title: 'Ben waves', body: 'Come to Bath.', actorId: 'usr_ben' }),
      expect.objectContaining({ id: 'ntf_2', title: 'Somebody waves', body: 'Come to Kew.' }),
    ]);
    expect(exported['deliveries']).toEqual([
      expect.objectContaining({ notificationId: 'ntf_1', channel: 'PUSH', status: 'SENT' }),
    ]);
    const digests = { digestAt: 480, digestDay: 1 };
    const quiet = { quietFrom: null, quietTo: null };
    expect(exported['preferences']).toEqual([{ locale: 'de', timeZone: 'Europe/Zurich', ...quiet, ...digests }]);
    expect(exported['choices']).toHaveLength(2);
    expect(exported['devices']).toEqual([
      { id: 'dev_1', kind: 'WEB_PUSH', name: 'my phone', createdAt: expect.any(String) },
    ]);
    expect(exported['topics']).toEqual([{ topic: 'gardens', since: expect.any(String) }]);
    expect(exported['templates']).toEqual([expect.objectContaining({ name: 'mine', title: 'a title' })]);
  });

  test('is nothing of others, no key and no address of a device, and names are those the person may know', async () => {
    expect(JSON.stringify(await personalDataOf(world, 'usr_ada'))).not.toMatch(/canary|usr_eve/i);
    expect(new Set(askedAs)).toEqual(new Set(['usr_ada']));
  });
});
