import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WebhookEndpoint } from '../../../../runtime/webhooks/webhook-endpoints.ts';
import type { PaymentsContext } from '../../context.ts';
import type { EndpointSecret } from './create-endpoint.ts';
import { addressRefused, endpointInput } from './endpoint-input.ts';

type Needs = Pick<PaymentsContext, 'caller' | 'repository' | 'endpointsOf' | 'objectionTo' | 'now'>;
type Refusal = InvalidInput | NotFound;

const { endpointId, url, events } = endpointInput;
const CHANGES = z.object({
  endpointId,
  url: url.nullish(),
  events: events.nullish(),
  isEnabled: z.boolean().nullish(),
});

const noEndpoint = () => notFound('This webhook endpoint does not exist.', 'endpointId');

/** Changes address, events, or whether the endpoint is enabled; what is absent stays. */
export async function updateEndpoint(needs: Needs, input: unknown): Promise<Result<WebhookEndpoint, Refusal>> {
  const ownerId = viewerOf(needs.caller);
  const parsed = parseInput(CHANGES, input);
  if (!parsed.ok) return parsed;
  const { endpointId: id, ...changes } = parsed.value;
  const objection = changes.url == null ? null : await needs.objectionTo(changes.url);
  if (objection !== null) return addressRefused(objection);
  return needs.repository.transaction(async (store, sql) => {
    await store.lockOwner(ownerId);
    const endpoints = needs.endpointsOf(sql);
    const before = (await endpoints.list(ownerId)).find((endpoint) => endpoint.id === id);
    if (before === undefined) return noEndpoint();
    const after: WebhookEndpoint = {
      ...before,
      url: changes.url ?? before.url,
      types: changes.events ?? before.types,
      isEnabled: changes.isEnabled ?? before.isEnabled,
    };
    await endpoints.update(after);
    return done(after);
  });
}

const NAMED = z.object({ endpointId });

/** Makes another secret, which is shown once. Requests are signed with the one before as well, for a day. */
export async function rotateSecret(needs: Needs, input: unknown): Promise<Result<EndpointSecret, Refusal>> {
  const ownerId = viewerOf(needs.caller);
  const parsed = parseInput(NAMED, input);
  if (!parsed.ok) return parsed;
  return needs.repository.transaction(async (_, sql) => {
    const endpoints = needs.endpointsOf(sql);
    const secret = await endpoints.rotateSecret(ownerId, parsed.value.endpointId, needs.now());
    const endpoint = (await endpoints.list(ownerId)).find(({ id }) => id === parsed.value.endpointId);
    return secret === null || endpoint === undefined ? noEndpoint() : done({ endpoint, secret });
  });
}

/** Deletes an endpoint with its deliveries; resolves to its id. */
export async function deleteEndpoint(
  { caller, endpointsOf, repository }: Needs,
  input: unknown,
): Promise<Result<string, Refusal>> {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(NAMED, input);
  if (!parsed.ok) return parsed;
  const isDeleted = await endpointsOf(repository.sql).remove(ownerId, parsed.value.endpointId);
  return isDeleted ? done(parsed.value.endpointId) : noEndpoint();
}
