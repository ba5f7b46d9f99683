import { z } from 'zod';
import type { ImportFacts, ImportOutcome, ImportRow } from '../../../runtime/import/import-row.ts';
import { type DomainImporter, importerOf } from '../../../runtime/import/open-importer.ts';
import { planMessages } from '../operations/import/plan-messages.ts';
import { readMarksOf } from '../operations/import/read-marks.ts';
import { CAPTION, MAX_ATTACHMENTS, MESSAGE_TEXT } from '../operations/message-content.ts';
import type { ChatStore, ImportedMessage, MessageFacts } from '../repository/index.ts';

/** Each statement of a batch ends long before it would be cancelled, and the lists of conversations are locked for moments. */
const BATCH_SIZE = 2_000;

const ID = z.string();

/** Without files there has to be a text. */
const textOf = (files: readonly string[] | null | undefined) => (files?.length ? CAPTION : MESSAGE_TEXT);

const SCHEMA = z
  .object({
    conversation: ID,
    author: ID,
    text: z.string().nullish(),
    sentAt: z.date(),
    editedAt: z.date().nullish(),
    deletedAt: z.date().nullish(),
    isDeleted: z.boolean().nullish(),
    replyTo: ID.nullish(),
    isRead: z.boolean().nullish(),
    readBy: z.array(ID).nullish(),
    files: z.array(ID).max(MAX_ATTACHMENTS, `A message holds at most ${MAX_ATTACHMENTS} files.`).nullish(),
  })
  .superRefine(({ text, deletedAt, isDeleted, files }, context) => {
    if (deletedAt != null || isDeleted === true) return;
    const parsed = textOf(files).safeParse(text ?? '');
    if (!parsed.success)
      context.addIssue({ code: 'custom', path: ['text'], message: parsed.error.issues[0]?.message ?? '' });
  })
  .transform(({ conversation, author, text, sentAt, editedAt, isDeleted, replyTo, isRead, readBy, files, ...rest }) => {
    const deletedAt = rest.deletedAt ?? (isDeleted === true ? (editedAt ?? sentAt) : null);
    return {
      ...{ conversationId: conversation, authorId: author, sentAt, deletedAt },
      text: deletedAt === null ? textOf(files).parse(text ?? '') : '',
      fileIds: deletedAt === null ? [...new Set(files)] : [],
      editedAt: editedAt ?? null,
      replyToId: replyTo ?? null,
      readBy: readBy ?? (isRead === false ? [] : null),
    } satisfies Omit<ImportedMessage, 'id'>;
  });

type Value = z.output<typeof SCHEMA>;

type Store = Pick<
  ChatStore,
  'importTargets' | 'storedMessages' | 'messageFacts' | 'addImportedMessages' | 'moveImportedMarks'
>;

/** Imports messages in the order of the rows, which is that of time. */
export const messageImporter: DomainImporter<Store> = importerOf<Value, Store>({
  kind: 'messages',
  key: { prefix: 'msg' },
  fields: {
    conversation: { type: 'text', isRequired: true, references: 'conversations' },
    author: { type: 'text', isRequired: true, references: 'people' },
    text: { type: 'text' },
    sentAt: { type: 'instant', isRequired: true },
    editedAt: { type: 'instant' },
    deletedAt: { type: 'instant' },
    isDeleted: { type: 'boolean' },
    replyTo: { type: 'text', references: 'messages' },
    isRead: { type: 'boolean' },
    readBy: { type: 'list', references: 'people' },
    files: { type: 'list', references: 'files' },
  },
  schema: SCHEMA,
  batchSize: BATCH_SIZE,
  write: importMessages,
  async existing(store, ids) {
    return (await store.storedMessages(ids)).map(({ id }) => id);
  },
  facts: ({ value }) => factsOf(value),
  async stored(store, ids) {
    const stored = await store.messageFacts(ids);
    return new Map(stored.map((message) => [message.id, { ...factsOf(message), sequence: message.sequence }]));
  },
  order: ({ conversation, sequence }) => ({ list: String(conversation), position: Number(sequence) }),
});

/** Stores the messages of a batch behind those of their conversations, and moves the marks of who has read them. */
async function importMessages(
  store: Store,
  rows: readonly ImportRow<Value>[],
  now: Date,
): Promise<readonly ImportOutcome[]> {
  const messages = rows.map(({ id, value }) => ({ ...value, id }));
  const targets = await store.importTargets([...new Set(messages.map(({ conversationId }) => conversationId))]);
  const replies = messages.flatMap(({ replyToId }) => (replyToId === null ? [] : [replyToId]));
  const stored = await store.storedMessages([...messages.map(({ id }) => id), ...replies]);
  const verdicts = planMessages(messages, {
    conversations: new Map(targets.map((target) => [target.id, target])),
    stored: new Map(stored.map((message) => [message.id, message])),
    now,
  });
  const planned = verdicts.flatMap((verdict) =>
    typeof verdict === 'object' && 'sequence' in verdict ? [verdict] : [],
  );
  if (planned.length > 0) {
    await store.addImportedMessages(planned, now);
    const { everybody, members } = readMarksOf(planned);
    await store.moveImportedMarks(everybody, members);
  }
  return verdicts.map((verdict) => (typeof verdict === 'object' && 'sequence' in verdict ? 'inserted' : verdict));
}

const factsOf = (message: Omit<MessageFacts, 'id' | 'sequence'>): ImportFacts => ({
  conversation: message.conversationId,
  author: message.authorId,
  text: message.text,
  sentAt: message.sentAt.toISOString(),
  editedAt: message.editedAt?.toISOString() ?? null,
  isDeleted: message.deletedAt !== null,
  replyTo: message.replyToId,
  files: message.fileIds,
});
