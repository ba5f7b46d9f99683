import { z } from 'zod';
import type { ImportFacts, ImportOutcome, ImportRow } from '../../../runtime/import/import-row.ts';
import { type DomainImporter, importerOf } from '../../../runtime/import/open-importer.ts';
import { text } from '../../../runtime/operations/parse-input.ts';
import { plainTypeOf, planImport } from '../operations/import/plan-import.ts';
import type { ImportedNotification, NotificationsStore } from '../repository/index.ts';

/** Shows the title and the text that the older system had. */
const TEMPLATE = 'notifications.imported';

const MAX_TITLE_LENGTH = 200;
const MAX_BODY_LENGTH = 4_000;
const MAX_TYPE_LENGTH = 100;

const SCHEMA = z
  .object({
    person: z.string(),
    type: text('A type', { max: MAX_TYPE_LENGTH, singleLine: true }).nullish(),
    title: text('A title', { max: MAX_TITLE_LENGTH, singleLine: true }).nullish(),
    text: text('A text', { max: MAX_BODY_LENGTH }).nullish(),
    createdAt: z.date(),
    isRead: z.boolean().nullish(),
    readAt: z.date().nullish(),
  })
  .refine(({ title, text: body }) => title != null || body != null, 'A notification has a title or a text.')
  .transform(({ person, type, title, text: body, createdAt, isRead, readAt }) => {
    const ownType = plainTypeOf(type ?? null);
    return {
      ...{ userId: person, createdAt, type: ownType },
      data: {
        ...{ title: title ?? firstLineOf(body ?? ''), text: body ?? title ?? '' },
        ...(type == null || ownType === type ? {} : { type }),
      },
      readAt: readAt ?? (isRead === false ? null : createdAt),
    } satisfies Omit<ImportedNotification, 'id'>;
  });

type Value = z.output<typeof SCHEMA>;

type Store = Pick<
  NotificationsStore,
  'importedNotifications' | 'lockInboxEnds' | 'addImportedNotifications' | 'newestOf'
>;

/** Imports what people were notified of, as the history of their inboxes. */
export const notificationImporter: DomainImporter<Store> = importerOf<Value, Store>({
  kind: 'notifications',
  key: { prefix: 'ntf', at: ({ createdAt }) => createdAt },
  fields: {
    person: { type: 'text', isRequired: true, references: 'people' },
    type: { type: 'text' },
    title: { type: 'text' },
    text: { type: 'text' },
    createdAt: { type: 'instant', isRequired: true },
    isRead: { type: 'boolean' },
    readAt: { type: 'instant' },
  },
  schema: SCHEMA,
  write: importNotifications,
  async existing(store, ids) {
    return (await store.importedNotifications(ids)).map(({ id }) => id);
  },
  facts: ({ value }) => factsOf(value),
  async stored(store, ids) {
    const stored = await store.importedNotifications(ids);
    return new Map(stored.map((notification) => [notification.id, factsOf(notification)]));
  },
});

async function importNotifications(
  store: Store,
  rows: readonly ImportRow<Value>[],
  now: Date,
): Promise<readonly ImportOutcome[]> {
  const drafts = rows.map(({ id, value }) => ({ ...value, id }));
  const [template] = await store.newestOf(TEMPLATE);
  if (template === undefined) throw new Error(`no template named ${TEMPLATE}`);
  const present = await store.importedNotifications(drafts.map(({ id }) => id));
  const presentIds = new Set(present.map(({ id }) => id));
  const ends = await store.lockInboxEnds([...new Set(drafts.map(({ userId }) => userId))]);
  const verdicts = planImport(drafts, presentIds, ends, now);
  const added = drafts.filter((_, nth) => verdicts[nth] === 'insert');
  if (added.length > 0) await store.addImportedNotifications(added, template.id);
  return verdicts.map((verdict) => (verdict === 'insert' ? 'inserted' : verdict));
}

const firstLineOf = (body: string): string =>
  [...(body.split('\n')[0] ?? '')].slice(0, MAX_TITLE_LENGTH).join('').trim();

const factsOf = ({ userId, type, data, createdAt, readAt }: Omit<ImportedNotification, 'id'>): ImportFacts => ({
  ...{ person: userId, type, title: data['title'] ?? null, text: data['text'] ?? null },
  createdAt: createdAt.toISOString(),
  isRead: readAt !== null,
});
