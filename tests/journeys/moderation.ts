import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { befriend } from '../befriend.ts';
import { type Answer, PASSWORD, type Person, post, registerPerson } from '../client.ts';
import { queryOnce } from '../engines.ts';
import { eventually } from '../eventually.ts';
import { withRole } from '../with-role.ts';
import type { JourneySystem } from './journey-system.ts';

/** Content is reported, decided on, appealed and restored. */
export const moderation = (at: () => JourneySystem) =>
  describe('moderation', () => {
    let system: JourneySystem;
    let eve: Person;
    let ben: Person;
    let moderator: Person;
    let chief: Person;
    const SECRET = 'Dolphins';

    beforeAll(async () => {
      system = at();
      const [one, other] = await Promise.all([registerPerson(system.url, 'mod'), registerPerson(system.url, 'chief')]);
      [eve, ben] = await Promise.all([registerPerson(system.url, 'eve'), registerPerson(system.url, 'ben')]);
      [moderator, chief] = await Promise.all([
        withRole(system, one, 'MODERATOR'),
        withRole(system, other, 'ADMIN'),
        befriend(eve, ben),
      ]);
    });
    afterAll(async () => {
      await Promise.all([eve, ben, moderator, chief].map((person) => person?.close()));
    });

    /** Ben reports something of Eve, and the moderator decides; returns the case. */
    async function decide(subject: string, decision: string): Promise<string> {
      const queue = moderator.listen(
        'subscription ($after: String) { moderationCaseAdded(after: $after) { case { id subjectId owner { id } content { text } } } }',
        { after: (await moderator.ask('{ moderationCasesCursor }')).moderationCasesCursor },
      );
      await ben.do('report', { subject, reason: 'SPAM', idempotencyKey: `${subject} ${decision}` }, 'report { id }');
      const { case: added } = (await queue.next()).data.moderationCaseAdded;
      queue.stop();
      expect(added).toMatchObject({ subjectId: subject, owner: { id: eve.id } });
      await moderator.do('claimCase', { caseId: added.id }, 'case { id }');
      await moderator.do('decideCase', { caseId: added.id, decision, reason: 'Rule 1.' }, 'case { state }');
      return added.id;
    }

    /** Eve appeals, and the other moderator takes the decision back. */
    async function reverse(caseId: string): Promise<void> {
      await eve.do('appealDecision', { caseId, text: 'It is true.' }, 'case { state }');
      await chief.do('decideAppeal', { caseId, outcome: 'OVERTURNED', reason: 'Indeed.' }, 'case { state }');
    }

    const titlesOf = async (person: Person): Promise<string[]> => {
      const query = '{ notifications(first: 100) { edges { node { type title subject { __typename } } } } }';
      const { notifications } = await person.ask(query);
      return notifications.edges
        .filter(({ node }: { node: { type: string } }) => node.type === 'MODERATION')
        .map(({ node }: { node: { title: string } }) => node.title);
    };

    test('a hidden message is gone from every answer and open socket, and an appeal brings it back', async () => {
      const { conversation } = await eve.do(
        'createConversation',
        { kind: 'DIRECT', memberIds: [ben.id] },
        'conversation { id }',
      );
      const input = { conversationId: conversation.id, text: `${SECRET} are fish.` };
      const { message } = await eve.do('sendMessage', input, 'message { id }');
      const after = (await ben.ask('{ conversationsCursor }')).conversationsCursor;
      const inbox = ben.listen(
        'subscription ($after: String) { conversationUpdated(after: $after) { change message { id text isHidden } } }',
        { after },
      );
      const { updatesCursor } = (
        await ben.ask('query ($id: ID!) { conversation(id: $id) { updatesCursor } }', { id: conversation.id })
      ).conversation;
      const updates = ben.listen(
        'subscription ($id: ID!, $after: String) { messageUpdated(conversationId: $id, after: $after) { change message { text isHidden } } }',
        { id: conversation.id, after: updatesCursor },
      );
      const nextInInbox = async (change: string) => {
        let event = (await inbox.next()).data.conversationUpdated;
        while (event.change !== change) event = (await inbox.next()).data.conversationUpdated;
        return event;
      };
      const read = async (person: Person) =>
        JSON.stringify(
          await person.ask(
            `query ($id: ID!, $query: String!) {
          conversation(id: $id) { lastMessage { text } messages(last: 10) { edges { node { text revisions { text } } } } }
          searchMessages(query: $query) { edges { excerpt { text } node { text } } }
        }`,
            { id: conversation.id, query: SECRET },
          ),
        );
      expect(await read(ben)).toContain(SECRET);

      const caseId = await decide(message.id, 'HIDE');

      const hidden = { change: 'MESSAGE_HIDDEN', message: { text: '', isHidden: true } };
      expect((await updates.next()).data.messageUpdated).toEqual(hidden);
      expect(await nextInInbox('MESSAGE_HIDDEN')).toMatchObject(hidden);
      for (const person of [ben, eve]) expect(await read(person)).not.toContain(SECRET);
      await eventually(async () => (await titlesOf(eve)).includes('Your content was hidden'), 'Eve to be notified');
      await eventually(
        async () => (await titlesOf(ben)).includes('We have reviewed your report'),
        'Ben to be notified',
      );
      expect((await titlesOf(ben)).length).toBe(1);

      await reverse(caseId);

      const restored = { change: 'MESSAGE_RESTORED', message: { text: `${SECRET} are fish.`, isHidden: false } };
      expect((await updates.next()).data.messageUpdated).toEqual(restored);
      expect(await nextInInbox('MESSAGE_RESTORED')).toMatchObject(restored);
      expect(await read(ben)).toContain(SECRET);
      await eventually(async () => (await titlesOf(eve)).includes('Your appeal was successful'), 'Eve to be notified');

      const again = await decide(message.id, 'REMOVE');
      expect((await updates.next()).data.messageUpdated.change).toBe('MESSAGE_DELETED');
      expect(await read(eve)).not.toContain(SECRET);
      const { auditLog } = await chief.ask(
        '{ auditLog(domain: "moderation") { edges { node { action subjectId } } } }',
      );
      expect(auditLog.edges.map(({ node }: { node: { action: string } }) => node.action)).toEqual(
        expect.arrayContaining(['claimCase', 'decideCase', 'decideAppeal']),
      );
      expect(again).not.toBe(caseId);
    });

    test('a hidden profile is seen by its owner only, and its open subscriptions end', async () => {
      await eve.do('updateProfile', { bio: `${SECRET}!` }, 'profile { id }');
      const query = 'query ($id: ID!) { profile(userId: $id) { id bio } }';
      const { profile } = await ben.ask(query, { id: eve.id });
      const changes = ben.listen('subscription ($id: ID!) { profileUpdated(userId: $id) { profile { bio } } }', {
        id: eve.id,
      });
      const isSeen = async () => {
        const found = await ben.ask(
          'query ($query: String!) { searchProfiles(query: $query) { edges { node { id } } } }',
          {
            query: eve.nickname,
          },
        );
        const direct = (await ben.ask(query, { id: eve.id })).profile !== null;
        return direct || found.searchProfiles.edges.some(({ node }: Answer) => node?.id === profile.id);
      };
      expect(await isSeen()).toBe(true);

      const caseId = await decide(profile.id, 'HIDE');

      await eventually(async () => !(await isSeen()), 'the profile to be hidden');
      await eventually(() => changes.ending() !== undefined, 'the subscription to end');
      const ownQuery = `query ($id: ID!) { profile(userId: $id) { bio isHidden }
    casesAboutMe(first: 1) { edges { node { id subjectId content { text } decision { decision } } } } }`;
      const { casesAboutMe, profile: own } = await eve.ask(ownQuery, { id: eve.id });
      expect(own).toEqual({ bio: `${SECRET}!`, isHidden: true });
      expect(casesAboutMe.edges[0].node).toMatchObject({
        ...{ id: caseId, subjectId: profile.id, decision: { decision: 'HIDE' } },
        content: { text: expect.stringContaining(SECRET) },
      });

      await reverse(caseId);

      await eventually(isSeen, 'the profile to be shown again');
      expect((await eve.ask(ownQuery, { id: eve.id })).profile.isHidden).toBe(false);
      await decide(profile.id, 'REMOVE');
      await eventually(
        async () => (await ben.ask(query, { id: eve.id })).profile.bio === null,
        'the profile to be cleared',
      );
    });

    test('a hidden stream is gone for its audience, and one that is removed ends', async () => {
      const { stream } = await eve.do(
        'startStream',
        { title: SECRET, visibility: 'PUBLIC' },
        'stream { id statusCursor }',
      );
      const status = 'subscription ($id: ID!) { streamStatusChanged(streamId: $id) { state } }';
      const states = ben.listen(status, { id: stream.id });
      const query = 'query ($id: ID!) { stream(id: $id) { state title } liveStreams { edges { node { id } } } }';
      const read = async (person = ben) => await person.ask(query, { id: stream.id });
      expect(JSON.stringify(await read())).toContain(stream.id);

      const notified = async () => {
        const { notifications } = await ben.ask(
          '{ notifications { edges { node { type title body hiddenReason } } } }',
        );
        return (
          notifications.edges.find(({ node }: { node: { type: string } }) => node.type === 'LIVE_STREAM')?.node ?? null
        );
      };
      await eventually(
        async () => JSON.stringify(await notified()).includes(SECRET),
        'Ben to be notified of the stream',
      );

      const caseId = await decide(stream.id, 'HIDE');

      await eventually(async () => (await read()).stream === null, 'the stream to be hidden');
      expect(JSON.stringify(await read())).not.toContain(stream.id);
      await eventually(() => states.ending() !== undefined, 'the subscription to end');
      const hidden = { title: null, body: null, hiddenReason: 'CONTENT_HIDDEN' };
      await eventually(async () => (await notified()).title === null, 'the title to be hidden');
      expect(await notified()).toMatchObject(hidden);
      await reverse(caseId);
      await eventually(async () => (await read()).stream !== null, 'the stream to be shown again');

      await decide(stream.id, 'REMOVE');
      await eventually(async () => (await read()).stream.state === 'ENDED', 'the stream to be ended');
      expect((await read()).stream.title).toBe('');
      await eventually(async () => (await notified()).title === null, 'the title to be hidden again');
    });

    /** Token of the link in the letter about a suspension; quoted-printable breaks lines and escapes `=`. */
    function appealToken(address: string): string | undefined {
      const letters = system.sinks.letters.filter(
        ({ to, raw }) => to.includes(address) && raw.includes('Your account was suspended'),
      );
      const texts = letters.map(({ raw }) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '='));
      return texts.flatMap((text) => /\/moderation\/appeal\?token=([\w.-]+)/.exec(text)?.[1] ?? [])[0];
    }

    test('a suspension signs the person out, and they appeal by the link of its e-mail without signing in', async () => {
      const address = `${eve.nickname}@example.com`;
      await queryOnce(
        system.ownerUrl,
        "UPDATE auth.identifier SET verified_at = now() WHERE user_id = $1 AND kind = 'EMAIL'",
        [eve.id],
      );
      const logIn = async () => {
        const login =
          'mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } errors { __typename } } }';
        const { body } = await post(system.url, login, {
          input: { identifier: `${eve.nickname}@example.com`, password: PASSWORD },
        });
        return body.data.login;
      };
      const caseId = await decide(eve.id, 'SUSPEND');
      await eventually(
        async () => (await post(system.url, '{ me { id } }', {}, eve.accessToken)).body.errors !== undefined,
        'Eve to be signed out',
      );
      expect((await logIn()).errors).toEqual([{ __typename: 'AccountSuspended' }]);
      const query = 'query ($id: ID!) { moderationCase(id: $id) { state decision { decision } appeal { text } } }';
      const { moderationCase } = await moderator.ask(query, { id: caseId });
      expect(moderationCase).toEqual({ state: 'DECIDED', decision: { decision: 'SUSPEND' }, appeal: null });

      await eventually(async () => appealToken(address) !== undefined, 'the letter with the link');
      const page = `${system.url}/moderation/appeal?token=${appealToken(address)}`;
      const shown = await fetch(page);
      expect([shown.status, shown.headers.get('x-content-type-options')]).toEqual([200, 'nosniff']);
      expect(await shown.text()).toContain('Rule 1.');
      const send = (url: string, text: string) => fetch(url, { method: 'POST', body: new URLSearchParams({ text }) });
      expect((await send(page, ' ')).status).toBe(422);
      expect((await send(`${page}x`, 'Forged.')).status).toBe(404);
      const sent = await send(page, 'It was my brother.');
      expect([sent.status, await sent.text()]).toEqual([200, expect.stringContaining('We have received your appeal.')]);
      expect((await send(page, 'And again.')).status).toBe(409);

      const appeal = 'appeal { text outcome reason createdAt decidedAt }';
      const appealed = `query ($id: ID!) { moderationCase(id: $id) { state ${appeal} } }`;
      expect((await moderator.ask(appealed, { id: caseId })).moderationCase).toEqual({
        state: 'APPEALED',
        appeal: {
          ...{ text: 'It was my brother.', outcome: null, reason: null, decidedAt: null },
          createdAt: expect.any(String),
        },
      });
      await chief.do('decideAppeal', { caseId, outcome: 'OVERTURNED', reason: 'Indeed.' }, 'case { state }');
      await eventually(async () => (await logIn()).errors.length === 0, 'Eve to be admitted again');
      expect((await moderator.ask(appealed, { id: caseId })).moderationCase).toMatchObject({
        state: 'CLOSED',
        appeal: { outcome: 'OVERTURNED', reason: 'Indeed.', decidedAt: expect.any(String) },
      });
      expect(await (await fetch(page)).text()).toContain('is decided.');
    });
  });
