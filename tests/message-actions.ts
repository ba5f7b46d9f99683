import type { Answer, ChatWorld } from './chat-world.ts';

/** All that a message shows of itself. */
export const MESSAGE = `id sequence text editedAt deletedAt author { id } replyTo { id text deletedAt } attachments { id access } mentions { id }
  reactions { emoji count viewerHasReacted users { id } } revisions { text writtenAt }`;

const PAYLOAD = `message { ${MESSAGE} } errors { __typename ... on UserError { message path } }`;
const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { ${PAYLOAD} } }`;
const READ = `query ($id: ID!) { conversation(id: $id) { unreadCount lastMessage { ${MESSAGE} } pinnedMessages { ${MESSAGE} }
  messages(last: 100) { edges { node { ${MESSAGE} } } } } }`;
const CREATE_ROOM = `mutation ($input: CreateRoomInput!) { createRoom(input: $input) { conversation { id } errors { __typename } } }`;
const doing = (verb: string) =>
  `mutation ($input: ${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input!) { ${verb}(input: $input) { ${PAYLOAD} } }`;

/** What came of a mutation: the message, and the names of its refusals. */
export const outcomeOf = (answer: Answer) => [answer.message, answer.errors.map((error: Answer) => error.__typename)];

/** What people do with messages, in a world that may not be open yet. */
export const messageActions = (chat: () => ChatWorld) => {
  /** The whole payload of a mutation of one message. */
  const act = (who: string, verb: string, messageId: string, more: object = {}): Promise<Answer> =>
    chat().run(who, doing(verb), { input: { messageId, ...more } });
  /** The whole payload of sending. */
  const trySending = (who: string, conversationId: string, text: string, more: object = {}): Promise<Answer> =>
    chat().run(who, SEND, { input: { conversationId, text, ...more } });
  const send = async (who: string, conversationId: string, text: string, more: object = {}): Promise<Answer> =>
    (await trySending(who, conversationId, text, more)).message;
  const read = (who: string, id: string): Promise<Answer> => chat().run(who, READ, { id });
  const readMessages = async (who: string, id: string): Promise<Answer[]> =>
    (await read(who, id)).messages.edges.map(({ node }: Answer) => node);
  const openRoom = async (who: string, name: string): Promise<string> =>
    (await chat().run(who, CREATE_ROOM, { input: { name } })).conversation.id;
  /** The conversation's own log: sequence, kind, message and member. */
  const changesOf = async (id: string) => {
    const rows = await chat().sql.$queryRaw<
      { sequence: string; kind: string; message_id: string | null; member_id: string | null }[]
    >`
      SELECT sequence, kind, message_id, member_id FROM conversation_change WHERE conversation_id = ${id}
      ORDER BY conversation_change.sequence`;
    return rows.map(({ sequence, kind, message_id, member_id }) => [Number(sequence), kind, message_id, member_id]);
  };
  return { act, trySending, send, read, readMessages, openRoom, changesOf };
};
