import type {
  NotificationDeliveryResolvers,
  NotificationDeviceResolvers,
  NotificationOccurrenceResolvers,
  NotificationResolvers,
  NotificationTemplateResolvers,
} from '../generated.ts';
import { SUBJECT_TYPES } from '../notification-types.ts';
import { showText } from '../operations/inbox/show-text.ts';
import { isSender } from '../operations/require-sender.ts';
import { placeholdersOf } from '../operations/templates/render-template.ts';

const reference = (id: string | null) => (id === null ? null : { id });

/** The entity that a notification is about; null for a type that the contract does not name. */
function subjectReference(type: string | null, id: string | null) {
  const __typename = SUBJECT_TYPES.find((name) => name === type);
  return __typename === undefined || id === null ? null : { __typename, id };
}

/** A notification as its reader sees it. */
export const Notification: NotificationResolvers = {
  __resolveReference: ({ id }, { notifications }) => notifications.load(id),
  template: async (notification, _, context) => (await showText(context, notification)).template,
  title: async (notification, _, context) => (await showText(context, notification)).text?.title ?? null,
  body: async (notification, _, context) => (await showText(context, notification)).text?.body ?? null,
  hiddenReason: async (notification, _, context) => (await showText(context, notification)).hidden,
  actor: async (notification, _, context) =>
    (await showText(context, notification)).hidden === 'ACTOR_HIDDEN' ? null : reference(notification.actorId),
  message: ({ messageId }) => reference(messageId),
  friendRequest: ({ friendRequestId }) => reference(friendRequestId),
  stream: ({ streamId }) => reference(streamId),
  subject: ({ subjectType, subjectId }) => subjectReference(subjectType, subjectId),
  isRead: ({ readAt }) => readAt !== null,
};

/** A delivery as administrators see it. */
export const NotificationDelivery: NotificationDeliveryResolvers = {
  __resolveReference: ({ id }, { caller, deliveries }) => (isSender(caller) ? deliveries.load(id) : null),
  user: ({ userId }) => ({ id: userId }),
  dueAt: ({ status, dueAt }) => (status === 'PENDING' ? dueAt : null),
};

/** An occurrence as administrators see it. */
export const NotificationOccurrence: NotificationOccurrenceResolvers = {
  dueAt: ({ status, dueAt }) => (status === 'PENDING' ? dueAt : null),
};

/** A device as its owner sees it. */
export const NotificationDevice: NotificationDeviceResolvers = {
  __resolveReference: ({ id }, { devices }) => devices.load(id),
  host: ({ kind, endpoint }) => (kind === 'TELEGRAM' || endpoint === null ? null : new URL(endpoint).host),
  isActive: ({ endpoint }) => endpoint !== null,
};

/** A template as administrators see it. */
export const NotificationTemplate: NotificationTemplateResolvers = {
  __resolveReference: ({ id }, { caller, templates }) => (isSender(caller) ? templates.load(id) : null),
  placeholders: (template) => placeholdersOf(template),
};
