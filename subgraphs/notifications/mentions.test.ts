import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { type MemberMentioned, memberMentioned, messageSent } from '../chat/events.ts';
import subgraph from './index.ts';

const INBOX = `{ unreadNotificationCount notifications { edges { node {
  type template title body isRead message { id } actor { id } } } } }`;

let world: DomainWorld;
let ada: string;
let bob: string;
let messageId: string;
/** The recipients of a message that chat returns. */
let recipients: string[];
/** People that chat excludes from those whom an edit mentions. */
let leftOut: Set<string>;

beforeAll(async () => {
  world = await openDomainWorld(subgraph, {
    answers: {
      profile: () => ({ _entities: [] }),
      chat: (_, { messageIds, newlyMentioned }) => {
        if (messageIds !== undefined) return { messageRecipientIds: [messageIds].flat().map(() => recipients) };
        // as: the list that the domain itself sends.
        const named = (newlyMentioned as string[] | null)?.filter((id) => !leftOut.has(id));
        return { messageRecipients: (named ?? []).map((id) => ({ id })) };
      },
    },
  });
});
afterAll(() => world.close());
beforeEach(() => {
  [ada, bob, messageId] = [newId('usr', new Date()), newId('usr', new Date()), newId('msg', new Date())];
  recipients = [];
  leftOut = new Set();
});

const conversationId = newId('cnv', new Date());
const mentioned = (userIds: string[], more: Partial<MemberMentioned> = {}) =>
  world.publish(memberMentioned, { messageId, conversationId, authorId: ada, userIds, ...more });
const sent = () => world.publish(messageSent, { messageId, conversationId, authorId: ada, sequence: 1 });
const settled = () =>
  eventually(
    async () => (await world.sql.$queryRaw<object[]>`SELECT FROM occurrence`).length === 0,
    'every occurrence to be delivered',
  );
// biome-ignore lint/suspicious/noExplicitAny: plain JSON; each test states the shape it expects.
const inbox = async (viewerId: string): Promise<any[]> => {
  await settled();
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const { notifications } = (await world.execute(INBOX, {}, world.as(viewerId))).data as any;
  return notifications.edges.map(({ node }: { node: unknown }) => node);
};
const readAll = (viewerId: string) =>
  world.execute('mutation { markAllNotificationsRead { markedCount } }', {}, world.as(viewerId));

test('a person whom an edit mentions is notified once, even if later edits remove the mention and add it again', async () => {
  await mentioned([bob]);
  expect(await inbox(bob)).toEqual([
    expect.objectContaining({
      type: 'MESSAGE',
      template: 'chat.member-mentioned',
      title: 'You were mentioned',
      isRead: false,
      message: { id: messageId },
      actor: { id: ada },
    }),
  ]);

  await readAll(bob);
  await mentioned([bob]);
  expect(await inbox(bob)).toHaveLength(1);
});

test('who has read the message has a new notification, that is unread', async () => {
  recipients = [bob];
  await sent();
  expect(await inbox(bob)).toHaveLength(1);
  await readAll(bob);

  await mentioned([bob]);
  expect((await inbox(bob)).map(({ template, isRead }) => [template, isRead])).toEqual([
    ['chat.member-mentioned', false],
    ['chat.message-sent', true],
  ]);
});

test('a person whom the original message mentioned is not notified by edits that remove the mention and add it again', async () => {
  recipients = [bob];
  await sent();
  await mentioned([bob], { isSent: true });
  expect(await inbox(bob)).toHaveLength(1);
  await readAll(bob);

  await mentioned([bob]);
  expect(await inbox(bob)).toHaveLength(1);
});

test('of two people whom an edit mentions only the new one is notified, and nobody whom chat excludes', async () => {
  const [eve, cleo] = [newId('usr', new Date()), newId('usr', new Date())];
  await mentioned([bob]);
  await inbox(bob);
  await readAll(bob);
  leftOut.add(eve);
  await mentioned([bob, cleo, eve]);
  expect(await inbox(cleo)).toHaveLength(1);
  expect([await inbox(bob), await inbox(eve)]).toMatchObject([[{ isRead: true }], []]);
});

test('another message that mentions them notifies them again', async () => {
  await mentioned([bob]);
  await inbox(bob);
  await readAll(bob);
  messageId = newId('msg', new Date());
  await mentioned([bob]);
  expect(await inbox(bob)).toHaveLength(2);
});
