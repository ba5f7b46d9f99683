import type { Person } from './client.ts';

/** Makes two people friends, by request and consent. */
export async function befriend(one: Person, other: Person): Promise<void> {
  const { request } = await one.do('sendFriendRequest', { userId: other.id }, 'request { id }');
  await other.do('acceptFriendRequest', { requestId: request.id }, 'request { id }');
}

/** Makes two people friends and opens the conversation between them. */
export async function befriendAndTalk(
  one: Person,
  other: Person,
): Promise<{ readonly id: string; readonly cursor: string }> {
  await befriend(one, other);
  const input = { kind: 'DIRECT', memberIds: [other.id] };
  return (await one.do('createConversation', input, 'conversation { id cursor }')).conversation;
}
