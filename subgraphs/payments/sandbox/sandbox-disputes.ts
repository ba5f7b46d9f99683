import { newId } from '../../../runtime/operations/ids.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { sandboxStepWork } from '../events.ts';
import type { PaymentsStore, SandboxDispute } from '../repository/index.ts';
import { emit, nextInstant, type SandboxNeeds, type SandboxRefusal, wakeSandbox } from './sandbox-needs.ts';
import { disputeObject } from './sandbox-objects.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const RESPONSE_TIME_MS = 7 * DAY_MS;

/** Evidence with this in it wins, as with Stripe's test cards; all other evidence loses. */
const WINNING = 'winning_evidence';

const PLAIN = { webhooks: 'once' } as const;

/** The payer of a payment disputes it at their bank. */
export async function openSandboxDispute(store: PaymentsStore, paymentId: string, now: Date): Promise<void> {
  const payment = await store.lockSandboxPayment(paymentId);
  if (payment?.state !== 'SUCCEEDED') return;
  const dispute: SandboxDispute = {
    ...{ id: newId('sbd', now), paymentId, amount: payment.captured, state: 'NEEDS_RESPONSE' },
    ...{ dueAt: new Date(now.getTime() + RESPONSE_TIME_MS), createdAt: now, changedAt: now },
  };
  await store.addSandboxDispute(dispute);
  await store.enqueueWork(
    sandboxStepWork,
    [{ payload: { step: 'decide', id: dispute.id }, dueAt: dispute.dueAt }],
    now,
  );
  await emit(store, 'dispute', disputeObject(dispute), PLAIN, now);
}

/** Takes evidence, upon which the bank decides at once. */
export async function respondToSandboxDispute(
  needs: SandboxNeeds,
  id: string,
  response: 'ACCEPT' | { readonly evidence: string },
): Promise<Result<SandboxDispute, SandboxRefusal>> {
  const { repository, now } = needs;
  const responded = await repository.transaction(async (store): Promise<Result<SandboxDispute, SandboxRefusal>> => {
    const dispute = await store.lockSandboxDispute(id);
    if (dispute === null) return refuse('NOT_FOUND');
    // The same again is a repetition.
    if (response === 'ACCEPT' && dispute.state === 'LOST') return done(dispute);
    if (response !== 'ACCEPT' && dispute.state === 'UNDER_REVIEW') return done(dispute);
    if (dispute.state !== 'NEEDS_RESPONSE') return refuse('INVALID_STATE');
    const state = response === 'ACCEPT' ? 'LOST' : 'UNDER_REVIEW';
    const after = await change(store, dispute, state, now());
    if (response !== 'ACCEPT') {
      const step = response.evidence.includes(WINNING) ? 'win' : 'decide';
      await store.enqueueWork(sandboxStepWork, [{ payload: { step, id } }], now());
    }
    return done(after);
  });
  if (responded.ok) await wakeSandbox(needs);
  return responded;
}

/** The bank decides: against who has not responded in time, or not well enough. */
export async function decideSandboxDispute(
  store: PaymentsStore,
  id: string,
  state: 'WON' | 'LOST',
  now: Date,
): Promise<void> {
  const dispute = await store.lockSandboxDispute(id);
  if (dispute === null || dispute.state === 'WON' || dispute.state === 'LOST') return;
  await change(store, dispute, state, now);
}

async function change(
  store: PaymentsStore,
  dispute: SandboxDispute,
  state: SandboxDispute['state'],
  now: Date,
): Promise<SandboxDispute> {
  const after = { ...dispute, state, changedAt: nextInstant(dispute.changedAt, now) };
  await store.storeSandboxDispute(after);
  await emit(store, 'dispute', disputeObject(after), PLAIN, now);
  return after;
}
