import { newId } from '../../../../runtime/operations/ids.ts';
import { done } from '../../../../runtime/operations/result.ts';
import type { PaymentsContext } from '../../context.ts';
import { reconcileWork, runCommandWork } from '../../events.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { ProviderRefusal, ProviderResult } from '../../provider/provider-calls.ts';
import type { ProviderDispute } from '../../provider/provider-objects.ts';
import type { ProviderPayment } from '../../provider/provider-payment.ts';
import type { Payment, PaymentCommand, PaymentsStore } from '../../repository/index.ts';
import { applyDispute } from '../disputes/apply-dispute.ts';
import { applyPayment } from './apply-payment.ts';
import { UNCONFIRMED } from './payment-states.ts';
import { logChange, signalChange, storeChange } from './store-change.ts';

/** What the provider response to a command. */
type Answer =
  | { readonly kind: 'payment'; readonly payment: ProviderPayment }
  | { readonly kind: 'dispute'; readonly dispute: ProviderDispute }
  | { readonly kind: 'refused'; readonly refusal: ProviderRefusal };

/** What carrying out commands takes. */
export interface CommandNeeds extends Pick<PaymentsContext, 'repository' | 'now' | 'streams'> {
  readonly provider: PaymentProvider | null;
}

/** How long who gives a command asks the provider itself, before the work queue does. Longer than an attempt takes. */
const RECOVERY_DELAY_MS = 4_000;

/**
 * Gives a command, in the transaction of what calls for it; false while another one about the payment or dispute waits for
 * the provider. After the commit call `runCommand`: until its answer is recorded the work queue repeats it.
 */
export async function giveCommand(
  store: PaymentsStore,
  command: Pick<PaymentCommand, 'paymentId' | 'kind'> &
    Partial<Pick<PaymentCommand, 'disputeId' | 'amount' | 'isFinal'>>,
  now: Date,
): Promise<string | null> {
  const id = newId('pcm', now);
  const draft = { disputeId: null, amount: null, isFinal: true, ...command, id };
  if (!(await store.addCommand(draft, now))) return null;
  // Nobody waits for the end of what has expired.
  const dueAt = new Date(now.getTime() + (command.kind === 'EXPIRE' ? 0 : RECOVERY_DELAY_MS));
  await store.enqueueWork(runCommandWork, [{ id: `wrk_${id}`, payload: { commandId: id }, dueAt }], now);
  return id;
}

/**
 * Has the provider carry out a command, and applies its answer. Does nothing when it is settled.
 *
 * @throws what the provider's adapter throws when the outcome is not known: repeat it then.
 */
export async function runCommand(needs: CommandNeeds, commandId: string): Promise<void> {
  const { repository, now, provider } = needs;
  const command = await repository.findCommand(commandId);
  if (command === null || command.state !== 'PENDING') return;
  const payment = await repository.findPayment(command.paymentId);
  if (payment === null) return;
  if (provider?.name !== payment.provider) throw new Error(`The provider ${payment.provider} is not configured.`);
  const answer = await ask(needs, provider, command, payment);
  const isRecorded = await repository.transaction(async (store) => {
    const locked = await store.lockPayment(payment.id);
    const refusal = answer.kind === 'refused' ? answer.refusal : null;
    if (locked === null || !(await store.settleCommand(command.id, refusal, now()))) return false;
    await record(store, command, locked, answer, now());
    // Its `nextAction` was to wait for this answer, so that it changes in any case.
    await logChange(store, locked, now());
    return true;
  });
  if (isRecorded) await signalChange(needs, payment);
}

async function ask(
  { repository }: Pick<CommandNeeds, 'repository'>,
  provider: PaymentProvider,
  command: PaymentCommand,
  payment: Payment,
): Promise<Answer> {
  if (command.disputeId !== null) {
    const [dispute] = await repository.disputes([command.disputeId]);
    if (dispute == null) throw new Error(`The dispute ${command.disputeId} is gone.`);
    const { evidence, providerRef } = dispute;
    const response =
      command.kind === 'SUBMIT_EVIDENCE' && evidence !== null
        ? await provider.submitEvidence(providerRef, evidence, command.id)
        : await provider.acceptDispute(providerRef, command.id);
    if (!response.ok) return { kind: 'refused', refusal: response.refusal };
    return { kind: 'dispute', dispute: response.value };
  }
  const response = await askAboutPayment(provider, command, payment);
  if (!response.ok) return { kind: 'refused', refusal: response.refusal };
  return { kind: 'payment', payment: response.value };
}

/**
 * Where a webhook has already reported what became of the command, the provider is asked how the payment is: to repeat the
 * command would not be the same request any more, as the token of the method is forgotten once it is charged.
 */
async function askAboutPayment(
  provider: PaymentProvider,
  command: PaymentCommand,
  payment: Payment,
): ProviderResult<ProviderPayment> {
  const { id: paymentId, methodToken, customerRef, providerRef, returnUrl } = payment;
  const method = methodToken === null ? null : { token: methodToken, customerRef };
  const isCarriedOut =
    (command.kind === 'CREATE' && providerRef !== null) ||
    (command.kind === 'CONFIRM' && !UNCONFIRMED.includes(payment.state));
  if (isCarriedOut) {
    const found = await provider.findPayment({ paymentId, providerRef });
    if (found === null) throw new Error(`The provider does not know ${paymentId} any more.`);
    return done(found);
  }
  if (command.kind === 'CREATE') {
    const { amount, currency, capture, description, statementDescriptor } = payment;
    const confirm = command.isFinal;
    const order = {
      paymentId,
      amount,
      currency,
      capture,
      description,
      statementDescriptor,
      method,
      confirm,
      returnUrl,
    };
    return provider.createPayment(order, command.id);
  }
  if (providerRef === null) throw new Error(`The provider does not know ${paymentId}.`);
  if (command.kind === 'CONFIRM') {
    if (method === null) throw new Error(`There is no method to charge for ${paymentId}.`);
    return provider.confirmPayment(providerRef, { method, returnUrl }, command.id);
  }
  if (command.kind === 'CAPTURE') {
    const amount = command.amount ?? payment.amount - payment.captured;
    return provider.capturePayment(providerRef, { amount, isFinal: command.isFinal }, command.id);
  }
  return provider.cancelPayment(providerRef, command.id);
}

async function record(
  store: PaymentsStore,
  command: PaymentCommand,
  payment: Payment,
  answer: Answer,
  now: Date,
): Promise<void> {
  if (answer.kind === 'dispute') return void (await applyDispute(store, payment, answer.dispute, now));
  if (answer.kind === 'refused') return recordRefusal(store, command, payment, answer.refusal, now);
  const outcome = await applyPayment(store, payment, answer.payment, { isAnswer: true, now });
  if (outcome === 'stray') await giveCommand(store, { paymentId: payment.id, kind: 'CANCEL' }, now);
}

/** What was refused is not done. Where our state may be why, the provider is order for its own. */
async function recordRefusal(
  store: PaymentsStore,
  { kind, disputeId }: PaymentCommand,
  payment: Payment,
  refusal: ProviderRefusal,
  now: Date,
): Promise<void> {
  if (kind === 'CREATE') {
    const failure = { code: refusal, message: 'The payment could not be made.', declineCode: null, isRetryable: false };
    const after = { ...payment, state: 'FAILED', failure, methodToken: null, expiresAt: null, updatedAt: now } as const;
    return storeChange(store, payment, after);
  }
  if (refusal === 'METHOD_NOT_AVAILABLE') return;
  const about =
    disputeId === null ? ({ kind: 'payment', id: payment.id } as const) : ({ kind: 'dispute', id: disputeId } as const);
  await store.enqueueWork(reconcileWork, [{ payload: about }], now);
}
