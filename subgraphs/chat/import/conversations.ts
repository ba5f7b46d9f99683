import { z } from 'zod';
import type { ImportFacts, ImportOutcome, ImportRow } from '../../../runtime/import/import-row.ts';
import { type DomainImporter, importerOf } from '../../../runtime/import/open-importer.ts';
import { titleSkeletonOf } from '../../../runtime/text/look-alikes.ts';
import { roomKeyOf } from '../operations/enter-room.ts';
import { planConversations } from '../operations/import/plan-conversations.ts';
import { PUBLIC_TITLE, TITLE } from '../operations/title.ts';
import type { ChatStore, ImportedConversation } from '../repository/index.ts';

const SCHEMA = z
  .object({
    kind: z.enum(['DIRECT', 'GROUP', 'ROOM'], 'A conversation is DIRECT, GROUP or ROOM.'),
    title: z.string().nullish(),
    members: z.array(z.string()).nullish(),
    owner: z.string().nullish(),
    admins: z.array(z.string()).nullish(),
    createdAt: z.date(),
  })
  .superRefine(({ kind, title }, context) => {
    if (title == null) return;
    const parsed = (kind === 'ROOM' ? PUBLIC_TITLE : TITLE).safeParse(title);
    if (!parsed.success)
      context.addIssue({ code: 'custom', path: ['title'], message: parsed.error.issues[0]?.message ?? '' });
  })
  .transform(({ title, members, owner, admins, ...rest }) => ({
    ...rest,
    title: title == null ? null : TITLE.parse(title),
    members: members ?? [],
    owner: owner ?? null,
    admins: admins ?? [],
  }));

type Value = z.output<typeof SCHEMA>;

type Store = Pick<
  ChatStore,
  'storedConversations' | 'addImportedConversations' | 'existingConversations' | 'conversationFacts'
>;

/** Imports conversations with their members, without messages. */
export const conversationImporter: DomainImporter<Store> = importerOf<Value, Store>({
  kind: 'conversations',
  key: { prefix: 'cnv' },
  fields: {
    kind: { type: 'text', isRequired: true },
    title: { type: 'text' },
    members: { type: 'list', references: 'people' },
    owner: { type: 'text', references: 'people' },
    admins: { type: 'list', references: 'people' },
    createdAt: { type: 'instant', isRequired: true },
  },
  schema: SCHEMA,
  write: importConversations,
  existing: (store, ids) => store.existingConversations(ids),
  facts: ({ id, value }) => factsOf(draftOf({ id, value })),
  async stored(store, ids) {
    const stored = await store.conversationFacts(ids);
    return new Map(
      stored.map(({ id, kind, title, createdAt, memberIds }) => [
        id,
        { kind, title, createdAt: createdAt.toISOString(), members: memberIds.toSorted() },
      ]),
    );
  },
});

/** Stores the conversations of a batch that are not there and of which nothing else is in the way. */
async function importConversations(
  store: Store,
  rows: readonly ImportRow<Value>[],
  now: Date,
): Promise<readonly ImportOutcome[]> {
  const drafts = rows.map(draftOf);
  const verdicts = planConversations(drafts, await store.storedConversations(drafts), now);
  const added = await store.addImportedConversations(drafts.filter((_, nth) => verdicts[nth] === 'insert'));
  return drafts.map(({ id }, nth): ImportOutcome => {
    const verdict = verdicts[nth];
    if (verdict !== 'insert') return verdict ?? 'present';
    // Somebody has opened the room or the conversation of the two meanwhile.
    return added.has(id) ? 'inserted' : { reason: 'Another conversation like this has just begun.' };
  });
}

/** Who owns it comes first, as in a conversation that is opened here; whoever is named twice is one member. */
function draftOf({ id, value }: Pick<ImportRow<Value>, 'id' | 'value'>): ImportedConversation {
  const { kind, title, owner, admins, createdAt } = value;
  const isRoom = kind === 'ROOM';
  const people = [...new Set([...(owner === null ? [] : [owner]), ...value.members, ...admins])];
  const roleOf = (userId: string) =>
    kind === 'DIRECT' ? 'MEMBER' : userId === owner ? 'OWNER' : admins.includes(userId) ? 'ADMIN' : 'MEMBER';
  return {
    ...{ id, kind, title, createdAt },
    roomKey: isRoom && title !== null ? roomKeyOf(title) : null,
    titleSkeleton: isRoom && title !== null ? titleSkeletonOf(title) : null,
    members: people.map((userId) => ({ userId, role: roleOf(userId) })),
  };
}

const factsOf = ({ kind, title, createdAt, members }: ImportedConversation): ImportFacts => ({
  ...{ kind, title, createdAt: createdAt.toISOString() },
  members: members.map(({ userId }) => userId).sort(),
});
