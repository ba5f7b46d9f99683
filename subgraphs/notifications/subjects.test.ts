import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { messageSent } from '../chat/events.ts';
import { friendRequestSent, friendshipStarted } from '../friends/events.ts';
import { streamStarted } from '../streaming/events.ts';
import subgraph from './index.ts';

const SUBJECTS = `{ notifications { edges { node { subject { __typename
  ... on FriendRequest { id } ... on Message { id } ... on LiveStream { id } } } } } }`;

let world: DomainWorld;
let ada: string;
const at = new Date().toISOString();
const person = (): string => newId('usr', new Date());

const subjects = async (): Promise<unknown[]> => {
  const { data } = await world.execute(SUBJECTS, {}, world.as(ada));
  // as: the shape that the document selects.
  const { notifications } = data as { notifications: { edges: { node: { subject: unknown } }[] } };
  return notifications.edges.map(({ node }) => node.subject);
};

beforeAll(async () => {
  ada = person();
  world = await openDomainWorld(subgraph, {
    answers: {
      profile: () => ({ _entities: [] }),
      chat: (_, { messageIds }) => ({ messageRecipientIds: [messageIds].flat().map(() => [ada]) }),
      friends: () => ({ friendIds: [ada] }),
      auth: () => ({ me: { email: null, emailVerified: null } }),
    },
  });
});
afterAll(() => world.close());

test('a notification points at the entity that the event names, and at none where it names none', async () => {
  await world.publish(friendRequestSent, { requestId: 'frq_1', senderId: person(), receiverId: ada, at });
  await eventually(async () => (await subjects()).length === 1, 'the request');
  await world.publish(friendshipStarted, { userIds: [ada, person()], at });
  await eventually(async () => (await subjects()).length === 2, 'the friendship');
  await world.publish(messageSent, { messageId: 'msg_1', conversationId: 'cnv_1', authorId: person(), sequence: 1 });
  await eventually(async () => (await subjects()).length === 3, 'the message');
  await world.publish(streamStarted, { streamId: 'str_1', hostId: person(), title: 'Café', at });
  await eventually(async () => (await subjects()).length === 4, 'the stream');

  expect(await subjects()).toEqual([
    { __typename: 'LiveStream', id: 'str_1' },
    { __typename: 'Message', id: 'msg_1' },
    null,
    { __typename: 'FriendRequest', id: 'frq_1' },
  ]);
});
