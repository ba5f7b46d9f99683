import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WebhookEndpoint } from '../../../../runtime/webhooks/webhook-endpoints.ts';
import type { PaymentsContext } from '../../context.ts';
import { addressRefused, endpointInput } from './endpoint-input.ts';

/** Most webhook endpoints of a person. */
export const MAX_ENDPOINTS = 10;

const INPUT = z.object({ url: endpointInput.url, events: endpointInput.events });

/** An endpoint with its secret, which is shown once. */
export interface EndpointSecret {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

type Refusal = InvalidInput | (RefusalOf<'TooManyEndpoints'> & { readonly limit: number });
type Needs = Pick<PaymentsContext, 'caller' | 'repository' | 'endpointsOf' | 'objectionTo' | 'now'>;

/** Has events about the viewer's payments posted to an address. */
export async function createEndpoint(needs: Needs, input: unknown): Promise<Result<EndpointSecret, Refusal>> {
  const ownerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { url, events: types } = parsed.value;
  const objection = await needs.objectionTo(url);
  if (objection !== null) return addressRefused(objection);
  return needs.repository.transaction(async (store, sql) => {
    await store.lockOwner(ownerId);
    const endpoints = needs.endpointsOf(sql);
    if ((await endpoints.list(ownerId)).length >= MAX_ENDPOINTS) return tooManyEndpoints;
    return done(await endpoints.create({ ownerId, url, types }, needs.now()));
  });
}

const tooManyEndpoints = refuse<RefusalOf<'TooManyEndpoints'> & { readonly limit: number }>({
  __typename: 'TooManyEndpoints',
  message: `You can have at most ${MAX_ENDPOINTS} webhook endpoints. Delete one first.`,
  path: ['input'],
  limit: MAX_ENDPOINTS,
});
