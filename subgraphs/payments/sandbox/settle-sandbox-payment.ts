import { sandboxStepWork } from '../events.ts';
import type { PaymentsStore, SandboxPayment } from '../repository/index.ts';
import { changeSandboxPayment, processSandboxPayment } from './change-sandbox-payment.ts';
import { type SandboxNeeds, wakeSandbox } from './sandbox-needs.ts';
import { behaviourOf } from './sandbox-tokens.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const AUTHORIZATION_MS = 7 * DAY_MS;

/** What the payer chose on the 3-D Secure page; null when the page is not open any more. */
export async function answerChallenge(
  needs: SandboxNeeds,
  challengeId: string,
  isApproved: boolean,
): Promise<SandboxPayment | null> {
  const { repository, now } = needs;
  const payment = await repository.transaction(async (store) => {
    const found = await store.lockSandboxPayment(challengeId);
    if (found?.challengeId !== challengeId || found.state !== 'REQUIRES_ACTION') return null;
    const passes = isApproved && behaviourOf(found.token ?? '')?.challenge === 'PASSES';
    if (passes) return processSandboxPayment(store, found, now());
    const failed = await changeSandboxPayment(
      store,
      found,
      { state: 'FAILED', declineCode: 'authentication_failed' },
      now(),
    );
    return failed.value;
  });
  if (payment !== null) await wakeSandbox(needs);
  return payment;
}

/** What the bank says of a payment that it works on. */
export async function settleSandboxPayment(store: PaymentsStore, id: string, now: Date): Promise<void> {
  const payment = await store.lockSandboxPayment(id);
  if (payment?.state !== 'PROCESSING') return;
  const isManual = payment.capture === 'MANUAL';
  const expiresAt = isManual ? new Date(now.getTime() + AUTHORIZATION_MS) : null;
  const captured = isManual ? 0n : payment.amount;
  await changeSandboxPayment(
    store,
    payment,
    { state: isManual ? 'AUTHORIZED' : 'SUCCEEDED', captured, expiresAt },
    now,
  );
  if (behaviourOf(payment.token ?? '')?.isDisputed === true)
    await store.enqueueWork(sandboxStepWork, [{ payload: { step: 'dispute', id } }], now);
}
