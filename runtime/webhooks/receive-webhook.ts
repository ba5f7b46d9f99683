import type { Database, Sql } from '../database/database.ts';
import { fault } from '../executor/faults.ts';
import type { RouteRequest } from '../executor/route.ts';
import { faultResponse } from '../http/fault-response.ts';
import { readBody } from '../http/read-body.ts';
import { isText } from '../text/is-text.ts';
import { keepWaiting } from './waiting-events.ts';
import { enterWebhookEvent, type ReceivedWebhook } from './webhook-event-table.ts';

/** How the events of one provider are verified and handled. */
export interface WebhookProvider<Store> {
  readonly name: string;
  /** The id of the event when the provider has signed these bytes, lately; null for any other request. */
  verify(request: { readonly headers: Headers; readonly body: Buffer; readonly now: Date }): string | null;
  /**
   * Handles an event in the transaction that records it, once. False: the object that it is about is not known yet, and
   * nothing was changed; then it is handled again later.
   */
  handle(store: Store, event: ReceivedWebhook, sql: Sql): Promise<boolean>;
}

const MAX_ID_LENGTH = 255;

/**
 * Receives a webhook: 401 unless the provider signed it, 204 once its effect is committed, was so before, or waits for its
 * object. Anything else that happens is for the provider to send it again.
 *
 * @throws what the handler throws: the route responds with 5xx.
 */
export async function receiveWebhook<Store>(
  { database, now }: { readonly database: Pick<Database<Store>, 'transaction'>; readonly now: () => Date },
  provider: WebhookProvider<Store>,
  request: Pick<RouteRequest, 'headers' | 'body'>,
): Promise<Response> {
  const body = await readBody(request);
  const receivedAt = now();
  const id = provider.verify({ headers: request.headers, body, now: receivedAt });
  if (id === null) return faultResponse(fault('UNAUTHENTICATED', 'The signature of the request is not valid.'));
  if (id === '' || id.length > MAX_ID_LENGTH || !isText(id))
    return faultResponse(fault('BAD_USER_INPUT', 'The id of the event cannot be read.'));
  const event: ReceivedWebhook = { provider: provider.name, id, body };
  await database.transaction(async (store, sql) => {
    if (!(await enterWebhookEvent(sql, event, receivedAt))) return;
    if (!(await provider.handle(store, event, sql))) await keepWaiting(sql, event, receivedAt);
  });
  return new Response(null, { status: 204 });
}
