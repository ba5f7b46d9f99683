import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { befriendAndTalk } from '../befriend.ts';
import { type Answer, type Person, registerPerson } from '../client.ts';
import { queryOnce } from '../engines.ts';
import { eventually } from '../eventually.ts';
import type { JourneySystem } from './journey-system.ts';

const EXPORT = 'id state readyAt expiresAt url byteSize';
const REQUEST = `mutation { requestDataExport { export { ${EXPORT} } errors { __typename } } }`;
const READ = `query ($id: ID!) { dataExport(id: $id) { ${EXPORT} } }`;
const DOMAINS = ['auth', 'profile', 'friends', 'chat', 'streaming', 'notifications'];

/** Somebody asks for a copy of all that is kept about them. */
export const dataExport = (at: () => JourneySystem) =>
  describe('a copy of all that is kept about a person', () => {
    let system: JourneySystem;
    let ada: Person;
    let ben: Person;
    let conversationId: string;

    beforeAll(async () => {
      system = at();
      [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
      for (const person of [ada, ben])
        await eventually(
          async () => (await person.ask('{ me { profile { nickname } } }')).me.profile !== null,
          'a profile',
        );
      await ada.do('updateProfile', { bio: 'bio of ada' }, 'profile { bio }');
      await ben.do('updateProfile', { bio: 'private_bio' }, 'profile { bio }');
      conversationId = (await befriendAndTalk(ada, ben)).id;
      await ada.do('sendMessage', { conversationId, text: 'written by ada' }, 'message { id }');
      await ben.do('sendMessage', { conversationId, text: 'private_text' }, 'message { id }');
      const { stream } = await ben.do('startStream', { title: 'ben on air', visibility: 'PUBLIC' }, 'stream { id }');
      await ada.do('joinStream', { streamId: stream.id }, 'viewer { joinedAt }');
      await eventually(
        async () => (await ada.ask('{ notifications { edges { node { id } } } }')).notifications.edges.length > 0,
        'ada to be notified of something',
      );
    });
    afterAll(async () => {
      await Promise.all([ada?.close(), ben?.close()]);
    });

    const read = async (person: Person, id: string): Promise<Answer> => (await person.ask(READ, { id })).dataExport;
    const request = async (person: Person): Promise<string> => (await person.ask(REQUEST)).requestDataExport.export.id;
    const becomes = (person: Person, id: string, state: string) =>
      eventually(async () => (await read(person, id))?.state === state, `the export to be ${state}`);
    const download = (url: string) => fetch(`${system.url}${url}`);
    const query = (statement: string) => queryOnce(system.ownerUrl, statement);
    const documentOf = async (person: Person, id: string): Promise<Answer> =>
      (await download((await read(person, id)).url)).json();

    test('holds what every domain keeps, and nothing of others', async () => {
      const id = await request(ada);
      await becomes(ada, id, 'READY');
      const { url, byteSize } = await read(ada, id);
      const response = await download(url);
      const text = await response.text();

      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/json',
        'content-disposition': expect.stringMatching(/^attachment; filename="personal-data-\d{4}-\d\d-\d\d\.json"$/),
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
      expect(Buffer.byteLength(text)).toBe(byteSize);
      const { domains, ...heading } = JSON.parse(text);
      expect(heading).toMatchObject({ format: 'personal-data', version: 1, userId: ada.id });
      expect(Object.keys(domains)).toEqual(expect.arrayContaining(DOMAINS));
      expect(domains).toMatchObject({
        auth: {
          account: [{ dateOfBirth: '1990-01-01' }],
          identifiers: [{ kind: 'EMAIL', value: `${ada.nickname}@example.com` }],
          sessions: [{}],
        },
        profile: { profile: [{ nickname: ada.nickname, bio: 'bio of ada' }], photos: [] },
        friends: {
          friends: [{ userId: ben.id }],
          friendRequests: [{ userId: ben.id, status: 'ACCEPTED' }],
          blocks: [],
        },
        chat: {
          conversations: [{ conversationId, withUserId: ben.id }],
          messages: [{ conversationId, text: 'written by ada' }],
        },
        streaming: { streams: [], viewings: [{ streamId: expect.any(String) }] },
      });
      expect(domains.notifications.notifications[0]).toMatchObject({ title: expect.stringMatching(/\w/) });
      expect(text).not.toContain('private_');
      expect(text).not.toContain(`${ben.nickname}@example.com`);
      expect(text).not.toMatch(/argon2|refresh/i);
    });

    test('is for its person alone: no other link opens it, and all are refused alike', async () => {
      const id = await request(ben);
      await becomes(ben, id, 'READY');
      expect(await read(ada, id)).toBeNull();
      const [path = '', given = ''] = (await read(ben, id)).url.split('?');
      const changed = (changes: Record<string, string>) =>
        `${path}?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(given)), ...changes })}`;
      const hour = Math.floor(Date.now() / 1_000) + 3_600;
      const refused = [
        path,
        changed({ expires: String(hour) }),
        changed({ expires: '1' }),
        changed({ signature: 'x'.repeat(43) }),
        `${path.slice(0, -1)}${path.endsWith('0') ? '1' : '0'}?${given}`,
        `/exports/exp_none?${given}`,
      ];
      const answers = await Promise.all(
        refused.map(async (url) => {
          const response = await download(url);
          return `${response.status} ${response.headers.get('cache-control')} ${await response.text()}`;
        }),
      );
      expect(new Set(answers)).toEqual(new Set(['404 no-store {"errors":[{"message":"Nothing is here."}]}']));
      expect((await download(`${path}?${given}`)).status).toBe(200);
    });

    test('no client can ask a domain for it', async () => {
      const response = ben.ask(`{ personalData(userId: "${ada.id}") { records } }`);
      await expect(response).rejects.toThrow(/BAD_USER_INPUT|GRAPHQL_VALIDATION/);
    });

    test('waits for a domain that is away, goes on where it was after a kill of auth, and is deleted in the end', async () => {
      const cleo = await registerPerson(system.url, 'cleo');
      const over = await request(cleo);
      await becomes(cleo, over, 'READY');
      const { url } = await read(cleo, over);
      await query(
        `UPDATE auth.data_export SET expires_at = now(), requested_at = now() - interval '8 days' WHERE id = '${over}'`,
      );
      expect(await read(cleo, over)).toMatchObject({ state: 'EXPIRED', url: null });
      expect((await download(url)).status).toBe(404);
      const parts = async (id: string) =>
        (await query(`SELECT sealed FROM auth.data_export_part WHERE export_id = '${id}' ORDER BY number`)).rows;
      const pid = pidOf(system, 'notifications');
      process.kill(pid, 'SIGSTOP');
      try {
        const id = await request(cleo);
        const waits = async () =>
          (
            await query(
              `SELECT 1 FROM auth.data_export WHERE id = '${id}' AND attempts > 1 AND domains[1] = 'notifications'`,
            )
          ).rows.length === 1;
        await eventually(waits, 'the domain that is away to be asked twice');
        expect((await read(cleo, id)).state).toBe('PENDING');
        const before = await parts(id);
        expect(before.length).toBeGreaterThan(DOMAINS.length);

        await system.killSubgraph('auth');
        process.kill(pid, 'SIGCONT');
        await eventually(
          async () => (await read(cleo, id).catch(() => null))?.state === 'READY',
          'the export to be READY',
        );
        // The job that deletes looks when it starts, and hourly from then on.
        await eventually(async () => (await parts(over)).length === 0, 'the content to be deleted');
        const after = await parts(id);
        expect(after.slice(0, before.length)).toEqual(before);
        const { domains } = await documentOf(cleo, id);
        expect(Object.keys(domains)).toEqual(expect.arrayContaining(DOMAINS));
        expect(domains.auth.account).toHaveLength(1);
        expect(domains.notifications).toHaveProperty('preferences');
      } finally {
        process.kill(pid, 'SIGCONT');
        await cleo.close();
      }
    });
  });

/** The process in which a subgraph runs, by what it has last said of itself. */
function pidOf(system: JourneySystem, name: string): number {
  const pid = system.ready().findLast((part) => part.name === name)?.pid;
  if (pid === undefined) throw new Error(`No process of ${name} has reported.`);
  return pid;
}
