import type { Logger } from 'pino';
import { createAuditLog } from '../../../runtime/audit/audit-log.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createDeliveryClaims } from './claimed-deliveries.ts';
import type { Client } from './client.ts';
import { createDeliveryStore } from './deliveries.ts';
import { createDeviceStore } from './devices.ts';
import { createDigestStore } from './digests.ts';
import { createErasure } from './erasure.ts';
import { createNotificationImportStore } from './imported-notifications.ts';
import { createInboxStore } from './inbox.ts';
import { createIncompleteOccurrences } from './incomplete-occurrences.ts';
import { createOccurrenceStore } from './occurrences.ts';
import { createPeopleStore } from './people.ts';
import { notificationsData } from './personal-data.ts';
import { createPruning } from './prune.ts';
import { createRelations } from './relations.ts';
import { createTemplateStore } from './templates.ts';

export type { ClaimedDelivery } from './claimed-deliveries.ts';
export type { DeliveryFilter, NotificationDelivery } from './deliveries.ts';
export type { DeviceKind, NotificationDevice } from './devices.ts';
export type { Digest, HeldDelivery } from './digests.ts';
export type { ImportedNotification, InboxEnd } from './imported-notifications.ts';
export type { InboxFilter, Notification } from './inbox.ts';
export type { NotificationOccurrence } from './incomplete-occurrences.ts';
export type { Claim, Occurrence, OccurrenceDraft } from './occurrences.ts';
export type { Choice, Listener, Preferences } from './people.ts';
export type { Relation } from './relations.ts';
export type { NotificationTemplate, TemplateKey } from './templates.ts';

/** What the domain stores and finds, inside a transaction or out of one. */
export type NotificationsStore = ReturnType<typeof createNotificationsStore>;

/** The domain's store with its connections. */
export type NotificationsRepository = ReturnType<typeof openNotificationsRepository>;

const createNotificationsStore = (db: Client) => ({
  ...createInboxStore(db),
  ...createNotificationImportStore(db),
  ...createOccurrenceStore(db),
  ...createIncompleteOccurrences(db),
  ...createDeliveryStore(db),
  ...createDeliveryClaims(db),
  ...createDigestStore(db),
  ...createPeopleStore(db),
  ...createDeviceStore(db),
  ...createTemplateStore(db),
  ...createPruning(db),
  ...createErasure(db),
  /** For the person whom it is about, and nobody else. */
  personalData: notificationsData(db),
  ...createRelations(db),
  ...createOutbox(db),
  ...createAuditLog(db),
});

/** Opens the domain's tables; connects when first used. */
export const openNotificationsRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    ...{
      schema: 'notifications',
      databaseUrl,
      log,
      createStore: createNotificationsStore,
    },
    openClient: async (options) =>
      new (await import('../../../prisma/generated/notifications/client.ts')).PrismaClient(options),
  });
