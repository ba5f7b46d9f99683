import { fault } from '../../../../runtime/executor/faults.ts';
import { type IdempotencyRefusal, once, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import type { PaymentsContext } from '../../context.ts';
import type { Payment, PaymentCommand, PaymentState, PaymentsStore } from '../../repository/index.ts';
import { attemptCommand } from './attempt-command.ts';
import { methodNotAvailable } from './method-not-available.ts';
import { invalidState, type PaymentRefusal, providerRefusal } from './payment-refusals.ts';
import { giveCommand } from './run-command.ts';
import { logChange, signalChange } from './store-change.ts';

/** What changing a payment takes. */
export type ChangeNeeds = Pick<
  PaymentsContext,
  'caller' | 'requestId' | 'repository' | 'provider' | 'settings' | 'now' | 'streams' | 'reportError'
>;

/** A change of a payment that the provider has to make. */
export interface PaymentChange<Refusal> {
  readonly paymentId: string;
  /** Where the input names the payment. */
  readonly path: string;
  readonly kind: PaymentCommand['kind'];
  /** States in which it can be made, and what is said in the others. */
  readonly allowed: readonly PaymentState[];
  readonly objection: string;
  /** The key of the call: see `once`. */
  readonly call: {
    readonly scope: string;
    readonly operation: string;
    readonly key: string | null;
    readonly input: object;
  };
  /** Checks and changes the payment, which is locked, and says what the command needs besides. */
  readonly prepare: (
    store: PaymentsStore,
    payment: Payment,
  ) => Promise<Result<Partial<Pick<PaymentCommand, 'amount' | 'isFinal'>>, Refusal>>;
}

/** What is stored under a key: ids of the payment, and of what the provider was asked. */
type ChangedPayment = Readonly<Record<'paymentId' | 'commandId', string>>;

/** Changes a payment once for each key: the provider is asked, and what it says is applied. */
export async function changePayment<Refusal extends RefusalOf<string>>(
  needs: ChangeNeeds,
  change: PaymentChange<Refusal>,
): Promise<Replayable<Payment, Refusal | PaymentRefusal | IdempotencyRefusal>> {
  const call = { ...change.call, retentionDays: 30 } as const;
  const given = await once<PaymentsStore, ChangedPayment, Refusal | PaymentRefusal>(needs, call, (store) =>
    give(needs, store, change),
  );
  if (!given.ok) return given;
  const { isReplay, value } = given;
  if (!isReplay) await attemptCommand(needs, value.commandId);
  const { repository } = needs;
  const [payment, command] = await Promise.all([
    repository.findPayment(value.paymentId),
    repository.findCommand(value.commandId),
  ]);
  if (payment === null) throw new Error(`The payment ${value.paymentId} is gone.`);
  if (!isReplay) await signalChange(needs, payment);
  if (command === null || command.refusal === null) return { ...done(payment), isReplay };
  return { ...providerRefusal(command.refusal, payment, change.allowed, change.path), isReplay };
}

async function give<Refusal extends RefusalOf<string>>(
  { provider, now }: ChangeNeeds,
  store: PaymentsStore,
  { paymentId, path, kind, allowed, objection, prepare }: PaymentChange<Refusal>,
): Promise<Result<ChangedPayment, Refusal | PaymentRefusal>> {
  const payment = await store.lockPayment(paymentId);
  if (payment === null) return notFound('This payment does not exist.', path);
  if (!allowed.includes(payment.state)) return invalidState(objection, payment.state, allowed, path);
  if (payment.hasPendingCommand) throw fault('UNAVAILABLE', 'The payment provider is still busy with this payment.');
  if (provider?.name !== payment.provider) return methodNotAvailable('This payment cannot be changed any more.', path);
  const details = await prepare(store, payment);
  if (!details.ok) return details;
  const commandId = await giveCommand(store, { paymentId, kind, ...details.value }, now());
  if (commandId === null) throw fault('UNAVAILABLE', 'The payment provider is still busy with this payment.');
  await logChange(store, payment, now());
  return done<ChangedPayment>({ paymentId, commandId });
}
