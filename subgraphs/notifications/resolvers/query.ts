import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { QueryResolvers } from '../generated.ts';
import { preferencesOf } from '../operations/preferences/update-preferences.ts';
import { requireSender } from '../operations/require-sender.ts';
import { connectInbox } from './inbox.ts';
import { preferencesView } from './preferences.ts';

const TEMPLATES = createPaging({
  name: 'notificationTemplates',
  key: [cursorPart.text, cursorPart.text, cursorPart.integer],
  keyOf: ({ name, locale, version }: { readonly name: string; readonly locale: string; readonly version: number }) => [
    name,
    locale,
    version,
  ],
});
const DELIVERIES = createPaging({
  name: 'notificationDeliveries',
  key: [cursorPart.text],
  keyOf: ({ id }: { readonly id: string }) => [id],
});
const OCCURRENCES = createPaging({
  name: 'notificationOccurrences',
  key: [cursorPart.text],
  keyOf: ({ occurrenceId }: { readonly occurrenceId: string }) => [occurrenceId],
});

export const Query: QueryResolvers = {
  notifications: (_, { filter, ...page }, context) => connectInbox(context, filter ?? {}, page),
  notification: (_, { id }, { notifications }) => notifications.load(id),
  async unreadNotificationCount(_, __, { caller, repository }) {
    const viewerId = viewerOf(caller);
    return (await repository.inboxHeads([viewerId])).get(viewerId)?.unread ?? 0;
  },
  async notificationsCursor(_, __, { caller, streams, inboxLog, inboxPosition }) {
    return streams.cursor(inboxLog, viewerOf(caller), await inboxPosition.read());
  },
  notificationPreferences: async (_, __, { caller, repository }) =>
    preferencesView(await preferencesOf(repository, viewerOf(caller))),
  notificationTopics: (_, __, { caller, repository }) => repository.topicsOf(viewerOf(caller)),
  notificationDevices: (_, __, { caller, repository }) => repository.devicesOf(viewerOf(caller)),
  pushPublicKey: (_, __, { channels }) => channels.pushPublicKey,
  async notificationTemplates(_, { name, allVersions, ...page }, { caller, repository }) {
    requireSender(caller);
    const filter = { name: name ?? null, allVersions };
    return TEMPLATES.read(page, (request) => repository.templatePage(filter, request));
  },
  async notificationDeliveries(_, { filter, ...page }, { caller, repository }) {
    requireSender(caller);
    const { status = null, channel = null, userId = null, batchId = null } = filter ?? {};
    return DELIVERIES.read(page, (request) => repository.deliveryPage({ status, channel, userId, batchId }, request));
  },
  async notificationOccurrences(_, { status, ...page }, { caller, repository }) {
    requireSender(caller);
    return OCCURRENCES.read(page, (request) => repository.occurrencePage(status ?? null, request));
  },
};
