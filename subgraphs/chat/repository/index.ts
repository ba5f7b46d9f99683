import type { Logger } from 'pino';
import { type Prisma, PrismaClient } from '../../../prisma/generated/chat/client.ts';
import { openAdapter, type Sql } from '../../../runtime/database/database.ts';
import type { EventType } from '../../../runtime/events/event-type.ts';
import { announce } from '../../../runtime/events/outbox.ts';
import { createRelationStore } from '../../../runtime/relations/relation-store.ts';
import { createConversationStore } from './conversations.ts';
import { createErasureStore } from './erasure.ts';
import { createInboxLogStore } from './inbox-log.ts';
import { createMemberStore } from './members.ts';
import { createMessageChanges } from './message-changes.ts';
import { createMessageDetails } from './message-details.ts';
import { createMessageMarks } from './message-marks.ts';
import { createMessageNames } from './message-names.ts';
import { createMessageStore } from './messages.ts';
import { createPeopleStore } from './people.ts';
import { chatData } from './personal-data.ts';
import { createReceiptStore } from './receipts.ts';
import { createRecipientReads } from './recipients.ts';
import { createSearchReads } from './search.ts';
import { createSettingStore } from './settings.ts';

export type { ActivityKey, NewConversation } from './conversations.ts';
export type { InboxChange } from './inbox-log.ts';
export type { ConversationMember, JoiningKey } from './members.ts';
export type { ConversationLogEntry, LockedMessage } from './message-changes.ts';
export type { MessageReceipts, MessageRevision, Reaction } from './message-details.ts';
export type { MessageInput } from './message-input.ts';
export type { NamedMessage } from './message-names.ts';
export type { Message } from './messages.ts';
export type { Conversation, MemberRole } from './rows.ts';
export type { FoundKey, FoundMessage } from './search.ts';

/** All that chat stores, within a transaction or without. */
export type ChatStore = ReturnType<typeof createChatStore>;

/** The store with its own connections. */
export type ChatRepository = ReturnType<typeof openChatRepository>;

function createChatStore(db: Prisma.TransactionClient) {
  return {
    ...createConversationStore(db),
    ...createMemberStore(db),
    ...createMessageStore(db),
    ...createMessageNames(db),
    ...createMessageChanges(db),
    ...createMessageMarks(db),
    ...createMessageDetails(db),
    ...createReceiptStore(db),
    ...createRecipientReads(db),
    ...createSearchReads(db),
    ...createSettingStore(db),
    ...createInboxLogStore(db),
    ...createPeopleStore(db),
    ...createRelationStore(db),
    ...createErasureStore(db),
    /** Writes an event to the outbox; call it in the transaction of the effect. */
    announce: <Payload extends object>(type: EventType<Payload>, payload: Payload, now: Date) =>
      announce(db, type, payload, now),
  };
}

/** Opens the store on the domain's own schema. The only room of chat that knows Prisma. */
export function openChatRepository(databaseUrl: string, log?: Pick<Logger, 'warn'>) {
  const db = new PrismaClient({ adapter: openAdapter(databaseUrl, 'chat', log) });
  return {
    ...createChatStore(db),
    /** For the person whom it is about, and nobody else. */
    personalData: chatData(db),
    // as: a client has the two raw methods that `Sql` names; Prisma types them with its own promise.
    sql: db as Sql,
    transaction: <T>(work: (store: ChatStore, sql: Sql) => Promise<T>): Promise<T> =>
      db.$transaction((tx) => work(createChatStore(tx), tx)),
    close: () => db.$disconnect(),
  };
}
