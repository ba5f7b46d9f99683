import type { Logger } from 'pino';
import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createContactStore } from './contact-grants.ts';
import { createConversationStore } from './conversations.ts';
import { createDurableLogs } from './durable-logs.ts';
import { createErasureStore } from './erasure.ts';
import { createConversationImportStore } from './imported-conversations.ts';
import { createMessageImportStore } from './imported-messages.ts';
import { createInboxLogStore } from './inbox-log.ts';
import { createMemberStore } from './members.ts';
import { createAttachmentStore } from './message-attachments.ts';
import { createMessageChanges } from './message-changes.ts';
import { createMessageDetails } from './message-details.ts';
import { createMessageNames } from './message-idempotency.ts';
import { createMessageMarks } from './message-marks.ts';
import { createMessageStore } from './messages.ts';
import { createModeratedMessages } from './moderated-messages.ts';
import { createPeopleStore } from './people.ts';
import { chatData } from './personal-data.ts';
import { createReceiptStore } from './receipts.ts';
import { createRecipientReads } from './recipients.ts';
import { createRoomRuleStore } from './room-rules.ts';
import { createSearchReads } from './search.ts';
import { createSettingStore } from './settings.ts';

export type { ContactGrant } from './contact-grants.ts';
export type { Conversation, MemberRole } from './conversation-rows.ts';
export type { ActivityKey, NewConversation } from './conversations.ts';
export type { ImportedConversation, StoredConversation } from './imported-conversations.ts';
export type { ImportedMessage, ImportTarget, MarkDraft, PlannedMessage, StoredMessage } from './imported-message.ts';
export type { MessageFacts } from './imported-messages.ts';
export type { InboxChange, Unprojected } from './inbox-log.ts';
export type { ConversationMember, JoiningKey } from './members.ts';
export type { Attachment } from './message-attachments.ts';
export type { ConversationLogEntry, LockedMessage } from './message-changes.ts';
export type { MessageReceipts, MessageRevision, Reaction } from './message-details.ts';
export type { NamedMessage } from './message-idempotency.ts';
export type { MessageInput } from './message-input.ts';
export type { Message } from './messages.ts';
export type { RoomRules } from './room-rules.ts';
export type { FoundKey, FoundMessage } from './search.ts';

/** All that chat stores, within a transaction or without. */
export type ChatStore = ReturnType<typeof createChatStore>;

/** The store with its own connections. */
export type ChatRepository = ReturnType<typeof openChatRepository>;

function createChatStore(db: Prisma.TransactionClient) {
  return {
    ...createConversationStore(db),
    ...createMemberStore(db),
    ...createRoomRuleStore(db),
    ...createMessageStore(db),
    ...createMessageNames(db),
    ...createMessageChanges(db),
    ...createAttachmentStore(db),
    ...createMessageMarks(db),
    ...createMessageDetails(db),
    ...createModeratedMessages(db),
    ...createReceiptStore(db),
    ...createRecipientReads(db),
    ...createSearchReads(db),
    ...createSettingStore(db),
    ...createInboxLogStore(db),
    ...createDurableLogs(db),
    ...createPeopleStore(db),
    ...createContactStore(db),
    ...createErasureStore(db),
    ...createConversationImportStore(db),
    ...createMessageImportStore(db),
    /** For the person whom it is about, and nobody else. */
    personalData: chatData(db),
    ...createOutbox(db),
  };
}

/** Opens the domain's tables; connects when first used. */
export const openChatRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'chat',
    databaseUrl,
    log,
    poolSize: 5,
    openClient: async (options) => new (await import('../../../prisma/generated/chat/client.ts')).PrismaClient(options),
    createStore: createChatStore,
  });
