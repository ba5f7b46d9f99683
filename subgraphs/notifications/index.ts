import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import { openChannels } from './adapters/channels.ts';
import type { NotificationsContext } from './context.ts';
import { contextsOf, createParts } from './create-context.ts';
import { notificationImporter } from './import/notifications.ts';
import { jobsOf } from './jobs.ts';
import { eraseUser } from './operations/erase-user.ts';
import { exportTexts } from './operations/inbox/export-texts.ts';
import { reactionsOf } from './reactions/index.ts';
import { type NotificationsStore, openNotificationsRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';
import { type NotificationSettings, settings } from './settings.ts';

/** The domain with its ways out of the system, which a test may open in its own manner. */
export const defineNotifications = (open: typeof openChannels = openChannels) =>
  defineSubgraph<NotificationsContext, NotificationsStore, NotificationSettings>({
    name: 'notifications',
    ids: { ntf: 'Notification', ntd: 'NotificationDelivery', ntt: 'NotificationTemplate', dev: 'NotificationDevice' },
    schema: new URL('./schema.graphql', import.meta.url),
    egress: true,
    resolvers,
    routes,
    settings,
    open(host, values) {
      const repository = openNotificationsRepository(host.databaseUrl, host.log);
      const parts = createParts(host, repository, open(values, host));
      return {
        ...{ createContext: contextsOf(parts), database: repository, reactions: reactionsOf(host) },
        ...{ jobs: jobsOf({ ...parts, log: host.log }), importers: [notificationImporter] },
        eraseUser,
        personalData: [exportTexts({ repository, textNeedsOf: contextsOf(parts) }), ...repository.personalData],
        close: parts.channels.close,
      };
    },
  });

/** Notifications of people, the channels that carry them, and the state of their delivery. */
export default defineNotifications();
