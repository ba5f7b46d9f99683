import { payloadOf } from '../../../runtime/operations/result.ts';
import type { MutationResolvers } from '../generated.ts';
import { retryDelivery } from '../operations/deliveries/retry-delivery.ts';
import { registerDevice, unregisterDevice } from '../operations/devices/register-device.ts';
import {
  archiveNotification,
  markAllNotificationsRead,
  markNotificationRead,
} from '../operations/inbox/mark-notifications.ts';
import { retryOccurrence } from '../operations/occurrences/retry-occurrence.ts';
import { sendNotification } from '../operations/occurrences/send-notification.ts';
import { subscribeToTopic, unsubscribeFromTopic } from '../operations/preferences/follow-topics.ts';
import { updatePreferences } from '../operations/preferences/update-preferences.ts';
import { requireSender } from '../operations/require-sender.ts';
import { createTemplate, previewTemplate, updateTemplate } from '../operations/templates/change-templates.ts';
import { preferencesView } from './preferences.ts';

export const Mutation: MutationResolvers = {
  markNotificationRead: async (_, { input }, context) =>
    payloadOf('notification', await markNotificationRead(context, input)),
  markAllNotificationsRead: async (_, __, context) => payloadOf('markedCount', await markAllNotificationsRead(context)),
  archiveNotification: async (_, { input }, context) =>
    payloadOf('notification', await archiveNotification(context, input)),
  async updateNotificationPreferences(_, { input }, context) {
    const changed = await updatePreferences(context, input);
    return changed.ok
      ? { preferences: preferencesView(changed.value), errors: [] }
      : { preferences: null, errors: [changed.refusal] };
  },
  subscribeToTopic: async (_, { input }, context) => payloadOf('topic', await subscribeToTopic(context, input)),
  unsubscribeFromTopic: async (_, { input }, context) => payloadOf('topic', await unsubscribeFromTopic(context, input)),
  async registerDevice(_, { input }, context) {
    const registered = await registerDevice(context, input);
    return registered.ok
      ? { ...registered.value, errors: [] }
      : { device: null, webhookSecret: null, telegramLink: null, errors: [registered.refusal] };
  },
  unregisterDevice: async (_, { input }, context) => payloadOf('device', await unregisterDevice(context, input)),
  async sendNotification(_, { input }, context) {
    requireSender(context.caller);
    const sent = await sendNotification(context, input);
    const batchId = sent.ok ? sent.value.batchId : null;
    return { batchId, isReplay: sent.isReplay, errors: sent.ok ? [] : [sent.refusal] };
  },
  async retryNotificationDelivery(_, { input }, context) {
    requireSender(context.caller);
    return payloadOf('delivery', await retryDelivery(context, input));
  },
  async retryNotificationOccurrence(_, { input }, context) {
    requireSender(context.caller);
    return payloadOf('occurrence', await retryOccurrence(context, input));
  },
  async createNotificationTemplate(_, { input }, context) {
    requireSender(context.caller);
    return payloadOf('template', await createTemplate(context, input));
  },
  async updateNotificationTemplate(_, { input }, context) {
    requireSender(context.caller);
    return payloadOf('template', await updateTemplate(context, input));
  },
  async previewNotificationTemplate(_, { input }, context) {
    requireSender(context.caller);
    return payloadOf('preview', await previewTemplate(context, input));
  },
};
