import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { type Answer, type Listening, type Person, post, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import { joinDiscovery } from '../join-discovery.ts';
import { atGateway, sendFile } from '../upload-file.ts';
import type { JourneySystem } from './journey-system.ts';

const FEED_ITEMS = `subscription ($after: String) { feedItemAdded(after: $after) {
  item { post { id text author { id } media { url } } reason { kind actors { id } } } cursor resyncRequired } }`;
const COUNTS = 'subscription ($id: ID!) { postEngagementChanged(postId: $id) { likeCount commentCount } }';
const NOTIFICATIONS = `subscription ($after: String) { notificationAdded(after: $after) {
  notification { template actor { id } subject { __typename } } } }`;
const POST = `query ($id: ID!) { post(id: $id) { id text likeCount media { url }
  comments { edges { node { text author { id } } } } } }`;
const FEED = '{ feed(kind: FOLLOWING) { edges { node { post { id } } } } }';
const MATCHES = `{ matches { edges { node {
  id state user { id } conversation { id cursor readOnlyReason otherUser { id } } } } } }`;
const CREATED = `subscription ($after: String) { matchCreated(after: $after) {
  match { id user { id profile { nickname } } } cursor } }`;
const ENDED = 'subscription ($after: String) { matchEnded(after: $after) { match { id state } } }';
const MESSAGES = `subscription ($id: ID!, $after: String) { messageAdded(conversationId: $id, after: $after) {
  message { text } } }`;
const NOTIFIED = `{ notifications(first: 100) { edges { node {
  type actor { id } subject { __typename ... on Match { id user { id } } } } } } }`;
const READ_ONLY = 'query ($id: ID!) { conversation(id: $id) { readOnlyReason messages { edges { node { text } } } } }';
const CANDIDATES = `{ discoveryCandidates { edges { node {
  user { id } score reasons { kind share } distanceKm candidateToken } } } }`;

async function photo(): Promise<Uint8Array<ArrayBuffer>> {
  const image = sharp({ create: { width: 320, height: 200, channels: 3, background: '#c06030' } });
  return new Uint8Array(await image.jpeg().toBuffer());
}

/** People follow, match, and write to each other. */
export const meetingPeople = (at: () => JourneySystem) =>
  describe('people who meet', () => {
    let system: JourneySystem;
    let people: Readonly<Record<'ada' | 'ben' | 'eve' | 'dan' | 'fay', Person>>;

    beforeAll(async () => {
      system = at();
      const register = (name: string) => registerPerson(system.url, name);
      const [ada, ben, eve, dan, fay] = await Promise.all([
        register('ada'),
        register('ben'),
        register('eve'),
        register('dan'),
        register('fay'),
      ]);
      people = { ada, ben, eve, dan, fay };
    });
    afterAll(async () => {
      await Promise.all(Object.values(people ?? {}).map((person) => person.close()));
    });

    /** Uploads a photo for a post; resolves when it can be shown. */
    async function uploadPhoto(person: Person): Promise<string> {
      const bytes = await photo();
      const id = await sendFile(system, person, {
        ...{ fileName: 'evening.jpg', contentType: 'image/jpeg', purpose: 'POST', bytes },
      });
      const state = async () =>
        (await person.ask('query ($id: ID!) { mediaFile(id: $id) { state } }', { id })).mediaFile.state;
      await eventually(async () => (await state()) === 'READY', 'the photo to be ready');
      return id;
    }

    const seenBy = async (person: Person | null, id: string): Promise<Answer> =>
      (await post(system.url, POST, { id }, person?.accessToken)).body.data.post;
    const feedOf = async (person: Person): Promise<string[]> =>
      (await person.ask(FEED)).feed.edges.map(({ node }: Answer) => node.post.id);
    const statusOf = async (address: string, person: Person): Promise<number> =>
      (await fetch(atGateway(system, address), { headers: { authorization: `Bearer ${person.accessToken}` } })).status;

    /** The templates of notifications until all of these have come. */
    async function notifiedOf(notifications: Listening, templates: readonly string[]): Promise<void> {
      const missing = new Set(templates);
      while (missing.size > 0)
        missing.delete((await notifications.next()).data.notificationAdded.notification.template);
    }

    let shown: { id: string; url: string };

    test('a post with a photo reaches followers live, and its author hears of likes and comments', async () => {
      const { ada, ben } = people;
      const { notificationsCursor } = await ada.ask('{ notificationsCursor }');
      const notifications = ada.listen(NOTIFICATIONS, { after: notificationsCursor });
      await ben.do('followUser', { userId: ada.id }, 'user { followStatus }');
      const { feedCursor } = await ben.ask('{ feedCursor }');
      const items = ben.listen(FEED_ITEMS, { after: feedCursor });
      const text = `An #evening with @${ben.nickname}`;
      const created = await ada.do('createPost', { text, mediaFileIds: [await uploadPhoto(ada)] }, 'post { id }');
      const { id } = created.post;

      const { item, resyncRequired } = (await items.next()).data.feedItemAdded;
      expect({ item, resyncRequired }).toMatchObject({
        item: { post: { id, text, author: { id: ada.id } }, reason: { actors: [{ id: ada.id }] } },
        resyncRequired: false,
      });
      shown = { id, url: item.post.media[0].url };
      expect(await statusOf(shown.url, ben)).toBe(200);

      const counts = ada.listen(COUNTS, { id });
      expect((await counts.next()).data.postEngagementChanged).toEqual({ likeCount: 0, commentCount: 0 });
      await ben.do('likePost', { postId: id }, 'post { viewerHasLiked }');
      await ben.do('addComment', { postId: id, text: 'I was there!' }, 'comment { depth }');
      const isCounted = () => {
        const last = counts.events.at(-1)?.data.postEngagementChanged;
        return last?.likeCount === 1 && last.commentCount === 1;
      };
      await eventually(isCounted, 'both to be counted live');
      await notifiedOf(notifications, ['social.user-followed', 'social.post-liked', 'social.comment-added']);
      for (const stream of [items, notifications, counts]) stream.stop();
    });

    test('a mute, a private account and a block are obeyed at once on every path', async () => {
      const { ada, ben, eve } = people;
      expect(await feedOf(ben)).toEqual([shown.id]);
      await ben.do('muteUser', { userId: ada.id }, 'user { id }');
      expect(await feedOf(ben)).toEqual([]);
      expect((await seenBy(ben, shown.id)).id).toBe(shown.id);
      await ben.do('unmuteUser', { userId: ada.id }, 'user { id }');
      expect(await feedOf(ben)).toEqual([shown.id]);

      const search =
        'query { searchPosts(query: "evening") { edges { node { id } } } posts { edges { node { id } } } }';
      const found = async (person: Person) => {
        const { searchPosts, posts } = await person.ask(search);
        return [...searchPosts.edges, ...posts.edges].map(({ node }: Answer) => node.id);
      };
      const { url } = (await seenBy(eve, shown.id)).media[0];
      expect(await found(eve)).toEqual([shown.id, shown.id]);
      await ada.do('updateSocialSettings', { isPrivate: true }, 'socialSettings { isPrivate }');
      expect(await Promise.all([seenBy(eve, shown.id), seenBy(null, shown.id)])).toEqual([null, null]);
      expect(await found(eve)).toEqual([]);
      expect((await seenBy(ben, shown.id)).id).toBe(shown.id);
      await eventually(async () => (await statusOf(url, eve)) !== 200, 'the photo to be refused to a stranger');

      const requested = await eve.do('followUser', { userId: ada.id }, 'user { followStatus }');
      expect(requested.user.followStatus).toBe('REQUESTED');
      const { followRequests } = await ada.ask('{ followRequests { edges { node { id sender { id } } } } }');
      expect(followRequests.edges[0].node.sender.id).toBe(eve.id);
      await ada.do('acceptFollowRequest', { requestId: followRequests.edges[0].node.id }, 'request { status }');
      expect((await seenBy(eve, shown.id)).id).toBe(shown.id);

      await ada.do('blockUser', { userId: ben.id }, 'user { id }');
      await eventually(async () => (await seenBy(ben, shown.id)) === null, 'the block to be obeyed');
      expect(await feedOf(ben)).toEqual([]);
      await eventually(async () => (await statusOf(shown.url, ben)) !== 200, 'the photo to be refused after a block');
      const { comments } = await seenBy(ada, shown.id);
      expect(comments.edges).toEqual([]);
      const status = 'query ($id: ID!) { user(id: $id) { followStatus } }';
      expect((await ben.ask(status, { id: ada.id })).user?.followStatus ?? 'NONE').toBe('NONE');
    });

    const matchesOf = async (person: Person): Promise<Answer[]> =>
      (await person.ask(MATCHES)).matches.edges.map(({ node }: Answer) => node);
    const notificationsOf = async (person: Person, type: string): Promise<Answer[]> =>
      (await person.ask(NOTIFIED)).notifications.edges
        .map(({ node }: Answer) => node)
        .filter((node: { readonly type: string }) => node.type === type);

    test('two strangers nearby match, are notified once, talk, unmatch, and can talk no more', async () => {
      const { dan, fay } = people;
      await Promise.all([joinDiscovery(dan, 'MALE'), joinDiscovery(fay)]);
      const shownTo = async (person: Person, other: Person): Promise<Answer> =>
        (await person.ask(CANDIDATES)).discoveryCandidates.edges
          .map(({ node }: Answer) => node)
          .find(({ user }: Answer) => user.id === other.id);
      await eventually(async () => (await shownTo(fay, dan)) !== undefined, 'Dan to be shown to Fay');
      const { distanceKm, reasons, score, candidateToken } = await shownTo(fay, dan);
      expect(distanceKm).toBe(5);
      expect(reasons.reduce((sum: number, { share }: Answer) => sum + share, 0)).toBe(score);

      const { matchesCursor } = await dan.ask('{ matchesCursor }');
      const created = dan.listen(CREATED, { after: matchesCursor });
      await fay.do('likeProfile', { userId: dan.id, candidateToken, comment: 'Nice map!' }, 'like { id }');
      await eventually(
        async () => (await notificationsOf(dan, 'DISCOVERY_LIKE')).length === 1,
        'Dan to learn of a like',
      );
      expect(JSON.stringify(await notificationsOf(dan, 'DISCOVERY_LIKE'))).not.toContain(fay.id);
      const { likesReceived } = await dan.ask(
        '{ likesReceived { count users { edges { node { user { id } comment } } } } }',
      );
      expect(likesReceived).toEqual({ count: 1, users: { edges: [{ node: { user: null, comment: null } }] } });

      const { match } = await dan.do('likeProfile', { userId: fay.id }, 'match { id state receivedLike { comment } }');
      expect(match).toMatchObject({ state: 'NEW', receivedLike: { comment: 'Nice map!' } });
      expect((await created.next()).data.matchCreated.match.user).toEqual({
        ...{ id: fay.id, profile: { nickname: fay.nickname } },
      });
      dan.cut();
      const resumed = dan.listen(CREATED, { after: matchesCursor });
      expect((await resumed.next()).data.matchCreated.match.id).toBe(match.id);
      for (const [person, other] of [[dan, fay] as const, [fay, dan] as const]) {
        await eventually(async () => (await notificationsOf(person, 'MATCH')).length > 0, 'a match to be notified');
        expect(await notificationsOf(person, 'MATCH')).toMatchObject([
          { actor: { id: other.id }, subject: { __typename: 'Match', id: match.id, user: { id: other.id } } },
        ]);
      }

      await eventually(async () => (await matchesOf(fay))[0]?.conversation != null, 'the conversation of the match');
      const [{ conversation }] = await matchesOf(fay);
      expect(conversation).toMatchObject({ readOnlyReason: null, otherUser: { id: dan.id } });
      const messages = dan.listen(MESSAGES, { id: conversation.id, after: conversation.cursor });
      await fay.do('sendMessage', { conversationId: conversation.id, text: 'Hello!' }, 'message { id }');
      expect((await messages.next()).data.messageAdded.message.text).toBe('Hello!');
      await eventually(async () => (await matchesOf(dan))[0]?.state === 'TALKING', 'the match to be one who talk');

      const { matchesCursor: position } = await fay.ask('{ matchesCursor }');
      const ended = fay.listen(ENDED, { after: position });
      await dan.do('unmatch', { matchId: match.id }, 'match { state }');
      expect((await ended.next()).data.matchEnded.match).toEqual({ id: match.id, state: 'ENDED' });
      expect(await matchesOf(fay)).toEqual([]);
      const { id } = conversation;
      await eventually(
        async () => (await fay.ask(READ_ONLY, { id })).conversation.readOnlyReason === 'NO_CONTACT',
        'the conversation to be read only',
      );
      expect((await dan.ask(READ_ONLY, { id })).conversation.messages.edges).toHaveLength(1);
      await expect(fay.do('sendMessage', { conversationId: id, text: 'Wait!' }, 'message { id }')).rejects.toThrow(
        'ConversationReadOnly',
      );
      expect(await shownTo(fay, dan)).toBeUndefined();
    });
  });
