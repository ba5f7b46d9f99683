import type { Logger } from 'pino';
import { PrismaClient } from '../../../prisma/generated/notifications/client.ts';
import { openAdapter, type Sql } from '../../../runtime/database/database.ts';
import type { EventType } from '../../../runtime/events/event-type.ts';
import { announce } from '../../../runtime/events/outbox.ts';
import { createDeliveryClaims } from './claimed-deliveries.ts';
import type { Client } from './client.ts';
import { createDeliveryStore } from './deliveries.ts';
import { createDeviceStore } from './devices.ts';
import { createDigestStore } from './digests.ts';
import { createErasure } from './erasure.ts';
import { createInboxStore } from './inbox.ts';
import { createOccurrenceStore } from './occurrences.ts';
import { createPeopleStore } from './people.ts';
import { notificationsData } from './personal-data.ts';
import { createPruning } from './prune.ts';
import { createRelations } from './relations.ts';
import { createStandingOccurrences } from './standing-occurrences.ts';
import { createTemplateStore } from './templates.ts';

export type { ClaimedDelivery } from './claimed-deliveries.ts';
export type { DeliveryFilter, NotificationDelivery } from './deliveries.ts';
export type { DeviceKind, NotificationDevice } from './devices.ts';
export type { Digest, HeldDelivery } from './digests.ts';
export type { InboxFilter, Notification } from './inbox.ts';
export type { Claim, Occurrence, OccurrenceDraft } from './occurrences.ts';
export type { Choice, Listener, Preferences } from './people.ts';
export type { Relation } from './relations.ts';
export type { NotificationOccurrence } from './standing-occurrences.ts';
export type { NotificationTemplate, TemplateKey } from './templates.ts';

/** What the domain stores and finds, inside a transaction or out of one. */
export type NotificationsStore = ReturnType<typeof createNotificationsStore>;

/** The domain's store with its connections. */
export type NotificationsRepository = ReturnType<typeof openNotificationsRepository>;

/** How long a change waits for a free connection, and how long it may take after that. */
const TRANSACTION = { maxWait: 3_000, timeout: 5_000 };

const createNotificationsStore = (db: Client) => ({
  ...createInboxStore(db),
  ...createOccurrenceStore(db),
  ...createStandingOccurrences(db),
  ...createDeliveryStore(db),
  ...createDeliveryClaims(db),
  ...createDigestStore(db),
  ...createPeopleStore(db),
  ...createDeviceStore(db),
  ...createTemplateStore(db),
  ...createPruning(db),
  ...createErasure(db),
  ...createRelations(db),
  /** Writes an event to the outbox. */
  announce: <Payload extends object>(type: EventType<Payload>, payload: Payload, now: Date): Promise<void> =>
    announce(db, type, payload, now),
});

/** Opens the domain's tables; connects when first used. */
export function openNotificationsRepository(databaseUrl: string, log?: Pick<Logger, 'warn'>) {
  const db = new PrismaClient({ adapter: openAdapter(databaseUrl, 'notifications', log) });
  return {
    ...createNotificationsStore(db),
    /** For the person whom it is about, and nobody else. */
    personalData: notificationsData(db),
    sql: db,
    /** Runs `work` in one transaction; what it throws rolls everything back. */
    transaction: <T>(work: (store: NotificationsStore, sql: Sql) => Promise<T>): Promise<T> =>
      db.$transaction((transaction) => work(createNotificationsStore(transaction), transaction), TRANSACTION),
    close: (): Promise<void> => db.$disconnect(),
  };
}
