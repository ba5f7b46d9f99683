import { randomBytes } from 'node:crypto';
import { once } from '../../../runtime/idempotency/once.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { PaymentsStore, SandboxPayment } from '../repository/index.ts';
import { changeSandboxPayment, processSandboxPayment } from './change-sandbox-payment.ts';
import { type SandboxNeeds, type SandboxRefusal, wakeSandbox } from './sandbox-needs.ts';
import type { SandboxOrder } from './sandbox-order.ts';
import { behaviourOf } from './sandbox-tokens.ts';

/** The response to a request about a payment; `isMute`: it never reaches who asked. */
export interface PaymentResponse {
  readonly payment: SandboxPayment;
  readonly isMute: boolean;
}

type Refused = RefusalOf<SandboxRefusal>;
type Changed = Promise<Result<SandboxPayment, Refused>>;

const refused = (name: SandboxRefusal) => refuse<Refused>({ __typename: name, message: name, path: [] });
const secret = (): string => randomBytes(24).toString('base64url');

/** Creates a payment once for each key, and charges its method when it is confirmed at once. */
export const createSandboxPayment = (needs: SandboxNeeds, order: SandboxOrder, key: string) =>
  changeOnce(needs, { operation: 'create', key, input: order }, async (store, now) => {
    const payment: SandboxPayment = {
      ...{ id: newId('sbp', now), merchantRef: order.merchantRef, amount: order.amount, currency: order.currency },
      ...{ captured: 0n, refunded: 0n, capture: order.capture, token: null, returnUrl: order.returnUrl },
      ...{ clientSecret: `sbs_${secret()}`, challengeId: null, declineCode: null, expiresAt: null },
      ...{ state: order.token === null ? 'REQUIRES_METHOD' : 'REQUIRES_CONFIRMATION', createdAt: now, changedAt: now },
    };
    await store.addSandboxPayment(payment);
    return order.token === null || !order.confirm ? done(payment) : charge(store, payment, order.token, now);
  });

/** Charges a method for a payment that was not confirmed. */
export const confirmSandboxPayment = (
  needs: SandboxNeeds,
  id: string,
  { token, returnUrl }: { readonly token: string; readonly returnUrl: string | null },
  key: string,
) =>
  changeOnce(needs, { operation: 'confirm', key, input: { id, token } }, async (store, now) => {
    const payment = await store.lockSandboxPayment(id);
    if (payment === null) return refused('NOT_FOUND');
    if (payment.state !== 'REQUIRES_METHOD' && payment.state !== 'REQUIRES_CONFIRMATION')
      return refused('INVALID_STATE');
    return charge(store, { ...payment, returnUrl: returnUrl ?? payment.returnUrl }, token, now);
  });

/** Takes an authorized amount, or a part of it. */
export const captureSandboxPayment = (
  needs: SandboxNeeds,
  id: string,
  { amount, isFinal }: { readonly amount: bigint; readonly isFinal: boolean },
  key: string,
) =>
  changeOnce(needs, { operation: 'capture', key, input: { id, amount, isFinal } }, async (store, now) => {
    const payment = await store.lockSandboxPayment(id);
    if (payment === null) return refused('NOT_FOUND');
    if (payment.state !== 'AUTHORIZED') return refused('INVALID_STATE');
    if (payment.expiresAt !== null && payment.expiresAt <= now) return refused('EXPIRED');
    const captured = payment.captured + amount;
    if (captured > payment.amount) return refused('AMOUNT_TOO_LARGE');
    const state = isFinal || captured === payment.amount ? 'SUCCEEDED' : 'AUTHORIZED';
    return changeSandboxPayment(store, payment, { captured, state }, now);
  });

/** Cancels a payment of which nothing was captured; one that is cancelled stays so. */
export const cancelSandboxPayment = (needs: SandboxNeeds, id: string, key: string) =>
  changeOnce(needs, { operation: 'cancel', key, input: { id } }, async (store, now) => {
    const payment = await store.lockSandboxPayment(id);
    if (payment === null) return refused('NOT_FOUND');
    if (payment.state === 'CANCELLED' || payment.state === 'FAILED') return done(payment);
    if (payment.state === 'PROCESSING' || payment.state === 'SUCCEEDED' || payment.captured > 0n)
      return refused('INVALID_STATE');
    return changeSandboxPayment(store, payment, { state: 'CANCELLED' }, now);
  });

async function charge(store: PaymentsStore, payment: SandboxPayment, given: string, now: Date): Changed {
  const saved = await store.findSandboxMethod(given);
  const token = saved?.token ?? given;
  const behaviour = behaviourOf(token);
  if (behaviour === null) return refused('METHOD_NOT_AVAILABLE');
  const charged = { ...payment, token };
  if (behaviour.declineCode !== null)
    return changeSandboxPayment(store, charged, { state: 'FAILED', declineCode: behaviour.declineCode }, now);
  if (behaviour.challenge !== null)
    return changeSandboxPayment(store, charged, { state: 'REQUIRES_ACTION', challengeId: secret() }, now);
  return done(await processSandboxPayment(store, charged, now));
}

async function changeOnce(
  needs: SandboxNeeds,
  call: { readonly operation: string; readonly key: string; readonly input: object },
  effect: (store: PaymentsStore, now: Date) => Changed,
): Promise<Result<PaymentResponse, Refused>> {
  const changed = await once<PaymentsStore, Readonly<Record<'id', string>>, Refused>(
    needs,
    { scope: 'sandbox', retentionDays: 30, ...call },
    async (store) => {
      const result = await effect(store, needs.now());
      return result.ok ? done<Readonly<Record<'id', string>>>({ id: result.value.id }) : result;
    },
  );
  if (!changed.ok) {
    const { refusal } = changed;
    // A key in use has the caller ask again.
    if (refusal.__typename === 'IdempotencyConflict' || refusal.__typename === 'IdempotencyInProgress')
      throw new Error('The key is in use.');
    return refuse(refusal);
  }
  await wakeSandbox(needs);
  const payment = await needs.repository.lockSandboxPayment(changed.value.id);
  if (payment === null) throw new Error('A payment of the sandbox is gone.');
  const isCharge = call.operation === 'create' || call.operation === 'confirm';
  const isMute = isCharge && !changed.isReplay && behaviourOf(payment.token ?? '')?.isMute === true;
  return done({ payment, isMute });
}
