import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { QueryResolvers } from '../generated.ts';
import { requireSender } from '../operations/require-sender.ts';
import { preferencesOf } from '../operations/update-preferences.ts';
import { connectInbox } from './inbox.ts';
import { preferencesView } from './preferences.ts';

const TEMPLATES = createPaging<readonly [name: string, locale: string, version: number]>('notificationTemplates', [
  cursorPart.text,
  cursorPart.text,
  cursorPart.integer,
]);
const DELIVERIES = createPaging<readonly [string]>('notificationDeliveries', [cursorPart.text]);
const OCCURRENCES = createPaging<readonly [string]>('notificationOccurrences', [cursorPart.text]);

/** Root queries. */
export const Query: QueryResolvers = {
  notifications: (_, { filter, ...page }, context) => connectInbox(context, filter ?? {}, page),
  notification: (_, { id }, { notifications }) => notifications.load(id),
  async unreadNotificationCount(_, __, { caller, repository }) {
    const viewerId = viewerOf(caller);
    return (await repository.inboxHeads([viewerId])).get(viewerId)?.unread ?? 0;
  },
  async notificationsCursor(_, __, { caller, streams, inboxLog, inboxSequence }) {
    return streams.cursor(inboxLog, viewerOf(caller), await inboxSequence());
  },
  notificationPreferences: async (_, __, { caller, repository }) =>
    preferencesView(await preferencesOf(repository, viewerOf(caller))),
  notificationTopics: (_, __, { caller, repository }) => repository.topicsOf(viewerOf(caller)),
  notificationDevices: (_, __, { caller, repository }) => repository.devicesOf(viewerOf(caller)),
  pushPublicKey: (_, __, { channels }) => channels.pushPublicKey,
  async notificationTemplates(_, { name, allVersions, ...page }, { caller, repository }) {
    requireSender(caller);
    const request = TEMPLATES.parse(page);
    const rows = await repository.templatePage({ name: name ?? null, allVersions }, request);
    return TEMPLATES.connect(
      request,
      rows,
      (row) => [row.name, row.locale, row.version],
      (row) => row,
    );
  },
  async notificationDeliveries(_, { filter, ...page }, { caller, repository }) {
    requireSender(caller);
    const request = DELIVERIES.parse(page);
    const { status = null, channel = null, userId = null, batchId = null } = filter ?? {};
    const rows = await repository.deliveryPage({ status, channel, userId, batchId }, request);
    return DELIVERIES.connect(
      request,
      rows,
      (row) => [row.id],
      (row) => row,
    );
  },
  async notificationOccurrences(_, { status, ...page }, { caller, repository }) {
    requireSender(caller);
    const request = OCCURRENCES.parse(page);
    const rows = await repository.occurrencePage(status ?? null, request);
    return OCCURRENCES.connect(
      request,
      rows,
      (row) => [row.occurrenceId],
      (row) => row,
    );
  },
};
