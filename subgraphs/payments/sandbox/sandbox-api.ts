import { z } from 'zod';
import { type Result, refuse } from '../../../runtime/operations/result.ts';
import { respondToSandboxDispute } from './sandbox-disputes.ts';
import type { SandboxNeeds, SandboxRefusal } from './sandbox-needs.ts';
import { disputeObject, paymentObject, payoutObject, refundObject } from './sandbox-objects.ts';
import {
  cancelSandboxPayment,
  captureSandboxPayment,
  confirmSandboxPayment,
  createSandboxPayment,
  type PaymentResponse,
} from './sandbox-payments.ts';
import { attachSandboxMethod, createSandboxPayout } from './sandbox-payouts.ts';
import { createSandboxRefund } from './sandbox-refunds.ts';

/** A request of the sandbox's API: `id` is the one in its path, `key` its idempotency key. */
export interface ApiRequest {
  readonly id: string;
  readonly key: string;
  readonly body: unknown;
}

/** Null: the response never comes. */
type ApiAnswer = Result<object, SandboxRefusal> | null;

type Endpoint = (needs: SandboxNeeds, request: ApiRequest) => Promise<ApiAnswer>;

const token = z.string().max(255);
const amount = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt);
const order = z.object({
  merchantRef: z.string(),
  amount,
  currency: z.string().length(3),
  capture: z.enum(['AUTOMATIC', 'MANUAL']),
  token: token.nullable(),
  confirm: z.boolean(),
  returnUrl: z.string().nullable(),
});
const confirmation = z.object({ token, returnUrl: z.string().nullable() });
const capture = z.object({ amount, isFinal: z.boolean() });
const refund = z.object({ merchantRef: z.string(), amount });
const evidence = z.object({ evidence: z.string() });
const method = z.object({ customerRef: z.string(), token, use: z.enum(['payment', 'payout']) });
const payout = z.object({ merchantRef: z.string(), amount, currency: z.string().length(3), token });

/** Endpoints by method and path, in which `:id` stands for an id. */
export const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['POST payments', async (needs, { key, body }) => shown(await createSandboxPayment(needs, order.parse(body), key))],
  [
    'POST payments/:id/confirm',
    async (needs, { id, key, body }) => shown(await confirmSandboxPayment(needs, id, confirmation.parse(body), key)),
  ],
  [
    'POST payments/:id/capture',
    async (needs, { id, key, body }) => shown(await captureSandboxPayment(needs, id, capture.parse(body), key)),
  ],
  ['POST payments/:id/cancel', async (needs, { id, key }) => shown(await cancelSandboxPayment(needs, id, key))],
  ['GET payments/:id', ({ repository }, { id }) => found(repository.lockSandboxPayment(id), paymentObject)],
  [
    'POST payments/:id/refunds',
    async (needs, { id, body }) => mapped(await createSandboxRefund(needs, id, refund.parse(body)), refundObject),
  ],
  ['GET refunds/:id', ({ repository }, { id }) => found(repository.lockSandboxRefund(id), refundObject)],
  [
    'POST disputes/:id/evidence',
    async (needs, { id, body }) =>
      mapped(await respondToSandboxDispute(needs, id, evidence.parse(body)), disputeObject),
  ],
  [
    'POST disputes/:id/accept',
    async (needs, { id }) => mapped(await respondToSandboxDispute(needs, id, 'ACCEPT'), disputeObject),
  ],
  ['GET disputes/:id', ({ repository }, { id }) => found(repository.lockSandboxDispute(id), disputeObject)],
  [
    'POST methods',
    async (needs, { body, key }) => mapped(await attachSandboxMethod(needs, method.parse(body), key), (saved) => saved),
  ],
  [
    'DELETE methods/:id',
    async ({ repository }, { id }) => {
      await repository.removeSandboxMethods(id);
      return { ok: true, value: {} };
    },
  ],
  [
    'POST payouts',
    async (needs, { body }) => mapped(await createSandboxPayout(needs, payout.parse(body)), payoutObject),
  ],
  ['GET payouts/:id', ({ repository }, { id }) => found(repository.lockSandboxPayout(id), payoutObject)],
]);

function shown(
  response: Result<PaymentResponse, { readonly __typename: SandboxRefusal }>,
): Result<object, SandboxRefusal> | null {
  if (!response.ok) return refuse(response.refusal.__typename);
  return response.value.isMute ? null : { ok: true, value: paymentObject(response.value.payment) };
}

const mapped = <Row>(
  response: Result<Row, SandboxRefusal>,
  show: (row: Row) => object,
): Result<object, SandboxRefusal> => (response.ok ? { ok: true, value: show(response.value) } : response);

async function found<Row>(
  reading: Promise<Row | null>,
  show: (row: Row) => object,
): Promise<Result<object, SandboxRefusal>> {
  const row = await reading;
  return row === null ? refuse('NOT_FOUND') : { ok: true, value: show(row) };
}
