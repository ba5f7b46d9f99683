import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { contractEnded, contractOpened } from '../projects/events.ts';

const INBOX = '{ conversations { edges { node { id otherUser { id } readOnlyReason } } } }';
const OF_CONTRACT = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Contract { conversation { id } } } }`;

let chat: ChatWorld;

beforeAll(async () => {
  chat = await openChatWorld();
});
afterAll(() => chat.close());

test('a contract opens one conversation for its parties, which they find by it; its end leaves it to be read', async () => {
  const [client, freelancer] = [chat.person(), chat.person()];
  const at = new Date().toISOString();
  const fact = { contractId: newId('ctr', new Date()), projectId: newId('prj', new Date()), at };
  const opened = { ...fact, clientId: client, freelancerId: freelancer };
  await chat.publish(contractOpened, opened);
  await chat.publish(contractOpened, opened);
  const inboxOf = async (who: string): Promise<Answer[]> => {
    await chat.settled();
    return (await chat.run(who, INBOX)).edges.map(({ node }: Answer) => node);
  };

  const [conversation, ...more] = await inboxOf(client);
  expect(more).toEqual([]);
  expect(await inboxOf(freelancer)).toEqual([{ id: conversation.id, otherUser: { id: client }, readOnlyReason: null }]);
  expect((await chat.send(freelancer, conversation.id, 'hello')).errors).toEqual([]);
  const reference = { __typename: 'Contract', id: fact.contractId };
  const representations = [{ ...reference, client: { id: client }, freelancer: { id: freelancer } }];
  const found = async (who: string) => (await chat.run(who, OF_CONTRACT, { representations }))[0].conversation;
  expect(await found(client)).toEqual({ id: conversation.id });
  expect(await found(freelancer)).toEqual({ id: conversation.id });
  expect(await found(chat.person())).toBeNull();

  await chat.publish(contractEnded, { ...opened, at: new Date().toISOString(), state: 'COMPLETED' });
  expect(await inboxOf(client)).toMatchObject([{ id: conversation.id, readOnlyReason: 'NO_CONTACT' }]);
});
