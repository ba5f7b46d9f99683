import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { WebhookDelivery, WebhookEndpoint } from '../../../runtime/webhooks/webhook-endpoints.ts';
import type { MutationResolvers, QueryResolvers } from '../generated.ts';
import { deleteEndpoint, rotateSecret, updateEndpoint } from '../operations/endpoints/change-endpoint.ts';
import { createEndpoint } from '../operations/endpoints/create-endpoint.ts';
import { eventOf, eventsOf } from '../operations/endpoints/payment-events.ts';
import { readDeliveries } from '../operations/endpoints/read-deliveries.ts';
import { replayDeliveries } from '../operations/endpoints/replay-deliveries.ts';

const shownEndpoint = ({ types, ...endpoint }: WebhookEndpoint) => ({ ...endpoint, events: eventsOf(types) });
const shownDelivery = ({ type, ...delivery }: WebhookDelivery) => ({ ...delivery, event: eventOf(type) });

export const endpointQueries: QueryResolvers = {
  webhookEndpoints: async (_, __, { caller, endpointsOf, repository }) =>
    (await endpointsOf(repository.sql).list(viewerOf(caller))).map(shownEndpoint),
  webhookDeliveries: async (_, { endpointId, first }, context) =>
    (await readDeliveries(context, { endpointId, first: first ?? null })).map(shownDelivery),
};

export const endpointMutations: MutationResolvers = {
  async createWebhookEndpoint(_, { input }, context) {
    const created = await createEndpoint(context, input);
    if (!created.ok) return { endpoint: null, secret: null, errors: [created.refusal] };
    return { endpoint: shownEndpoint(created.value.endpoint), secret: created.value.secret, errors: [] };
  },
  async updateWebhookEndpoint(_, { input }, context) {
    const updated = await updateEndpoint(context, input);
    return updated.ok
      ? { endpoint: shownEndpoint(updated.value), errors: [] }
      : { endpoint: null, errors: [updated.refusal] };
  },
  async rotateWebhookSecret(_, { input }, context) {
    const rotated = await rotateSecret(context, input);
    if (!rotated.ok) return { endpoint: null, secret: null, errors: [rotated.refusal] };
    return { endpoint: shownEndpoint(rotated.value.endpoint), secret: rotated.value.secret, errors: [] };
  },
  async deleteWebhookEndpoint(_, { input }, context) {
    const deleted = await deleteEndpoint(context, input);
    return deleted.ok ? { endpointId: deleted.value, errors: [] } : { endpointId: null, errors: [deleted.refusal] };
  },
  async replayWebhookDeliveries(_, { input }, context) {
    const replayed = await replayDeliveries(context, input);
    return replayed.ok ? { count: replayed.value, errors: [] } : { count: 0, errors: [replayed.refusal] };
  },
};
