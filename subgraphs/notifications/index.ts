import type { Caller } from '../../runtime/caller.ts';
import { defineSubgraph } from '../../runtime/define-subgraph.ts';
import { openChannels } from './adapters/channels.ts';
import type { NotificationsContext } from './context.ts';
import { createNotificationsContext, createParts } from './create-context.ts';
import { pruneNotificationsHourly } from './jobs/prune-notifications.ts';
import { bringOccurrences, deliverNotifications } from './jobs/work-off.ts';
import { exportTexts } from './operations/export-texts.ts';
import { whenSomethingHappens } from './reactions/when-something-happens.ts';
import { type NotificationsStore, openNotificationsRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';

/** The domain with its ways out of the system, which a test may open in its own manner. */
export const defineNotifications = (open: typeof openChannels = openChannels) =>
  defineSubgraph<NotificationsContext, NotificationsStore>({
    name: 'notifications',
    ids: { ntf: 'Notification', ntd: 'NotificationDelivery', ntt: 'NotificationTemplate', dev: 'NotificationDevice' },
    schema: new URL('./schema.graphql', import.meta.url),
    resolvers,
    routes,
    open(host) {
      const repository = openNotificationsRepository(host.databaseUrl, host.log);
      const channels = open(host);
      const parts = createParts(host, repository, channels);
      const textNeedsOf = (caller: Caller) => createNotificationsContext(parts, caller);
      return {
        createContext: (caller) => createNotificationsContext(parts, caller),
        database: repository,
        reactions: whenSomethingHappens(host.now, host.bell),
        personalData: [exportTexts({ repository, textNeedsOf }), ...repository.personalData],
        jobs: [bringOccurrences(parts), deliverNotifications(parts), pruneNotificationsHourly(parts)],
        close: channels.close,
      };
    },
  });

/** What people are told, over which channels, and what became of it. */
export default defineNotifications();
