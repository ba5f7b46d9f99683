import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { keyedOutcome } from '../../../../runtime/idempotency/keyed-outcome.ts';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';

const INSUFFICIENT = '... on InsufficientFunds { available { amount } }';

/** What commerce asks of wallet and payments, by the name of the mutation. */
const CALLS = {
  holdFunds: {
    domain: 'wallet',
    document: `mutation CommerceHold($input: HoldFundsInput!) {
      holdFunds(input: $input) { made: hold { id } errors { __typename ${INSUFFICIENT} } } }`,
  },
  captureFunds: {
    domain: 'wallet',
    document: `mutation CommerceCapture($input: CaptureFundsInput!) {
      captureFunds(input: $input) { made: transaction { id } errors { __typename } } }`,
  },
  releaseFunds: {
    domain: 'wallet',
    document: `mutation CommerceRelease($input: ReleaseFundsInput!) {
      releaseFunds(input: $input) { made: hold { id } errors { __typename } } }`,
  },
  moveFunds: {
    domain: 'wallet',
    document: `mutation CommerceMove($input: MoveFundsInput!) {
      moveFunds(input: $input) { made: transaction { id } errors { __typename ${INSUFFICIENT} } } }`,
  },
  bookPayment: {
    domain: 'wallet',
    document: `mutation CommerceBook($input: BookPaymentInput!) {
      bookPayment(input: $input) { made: transaction { id } errors { __typename } } }`,
  },
  createPaymentFor: {
    domain: 'payments',
    document: `mutation CommercePayment($input: CreatePaymentForInput!) {
      createPaymentFor(input: $input) { made: payment { id state } errors { __typename } } }`,
  },
  cancelPaymentFor: {
    domain: 'payments',
    document: `mutation CommerceCancel($input: CancelPaymentForInput!) {
      cancelPaymentFor(input: $input) { made: payment { id state } errors { __typename ... on InvalidState { from } } } }`,
  },
  refundPaymentFor: {
    domain: 'payments',
    document: `mutation CommerceRefund($input: RefundPaymentForInput!) {
      refundPaymentFor(input: $input) { made: refund { id state } errors { __typename } } }`,
  },
} as const;

const THING = z.object({ id: z.string(), state: z.string().nullish() });

const PAYLOAD = z.object({
  made: THING.nullable(),
  errors: z.array(
    z.object({
      __typename: z.string(),
      available: z.object({ amount: z.coerce.string() }).nullish(),
      from: z.string().nullish(),
    }),
  ),
});

/** What another domain has made, or why it has not. */
export type MoneyOutcome =
  | { readonly id: string; readonly state: string | null }
  /** Name of the refusal, with the amount that is available or the state that forbids it. */
  | { readonly refusal: string; readonly detail: string | null };

const TIME_LIMIT_MS = 2_000;

/**
 * Has wallet or payments do something once for the key in its input, however often it is called.
 *
 * @throws a fault `UNAVAILABLE` when it is not known whether it is done: call again with the same key.
 */
export async function callMoney(
  ask: CallDomain,
  mutation: keyof typeof CALLS,
  input: { readonly key: string; readonly [name: string]: unknown },
): Promise<MoneyOutcome> {
  const { domain, document } = CALLS[mutation];
  const options = { withinMs: TIME_LIMIT_MS, isRepeatable: true };
  const data = await ask(domain, document, { input }, serviceCaller('commerce'), options);
  const { made, errors } = PAYLOAD.parse(data[mutation]);
  const outcome = keyedOutcome({ thing: made, errors }, `The result of ${mutation} with the key ${input.key}`);
  if ('refusal' in outcome) {
    const { __typename, available, from } = outcome.refusal;
    return { refusal: __typename, detail: available?.amount ?? from ?? null };
  }
  return { id: outcome.thing.id, state: outcome.thing.state ?? null };
}
