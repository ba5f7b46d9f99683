import { createHash } from 'node:crypto';
import { z } from 'zod';
import { deriveKey } from '../../../runtime/derive-key.ts';
import { deriveWebhookSecret, verifyWebhook } from '../../../runtime/webhooks/standard-webhooks.ts';
import type { PaymentProvider } from '../provider/provider.ts';
import type { ProviderEvent } from '../provider/provider-objects.ts';
import type { MethodDetails } from '../provider/provider-payment.ts';
import { askSandbox, type SandboxAddress } from './sandbox-client.ts';
import { SANDBOX_DISPUTE, SANDBOX_PAYOUT, SANDBOX_REFUND, sandboxPayment } from './sandbox-objects.ts';

/** Path of the sandbox's 3-D Secure page, below which is the secret of one. */
export const CHALLENGE_PATH = '/payments/sandbox';

const LIMITS = { min: 50n, max: 99_999_999n };
const NOTHING = z.object({}).transform(() => null);
const METHOD = z.object({ id: z.string(), last4: z.string() });

/** What the sandbox's API is used with. */
export const sandboxApiKey = (secret: string): string =>
  deriveKey('payments-sandbox-api', secret).toString('base64url');

/** Signs the sandbox's webhooks. */
export const sandboxWebhookSecret = (secret: string): string => deriveWebhookSecret(secret, 'payments-sandbox');

/** The sandbox as a provider: over HTTP, like any other. */
export function createSandboxProvider(options: {
  readonly address: SandboxAddress;
  readonly secret: string;
  /** Where clients reach the gateway; null: it is not known, and 3-D Secure pages have no address. */
  readonly publicUrl: string | null;
}): PaymentProvider {
  const { address, secret, publicUrl } = options;
  const webhookSecrets = [sandboxWebhookSecret(secret)];
  const PAYMENT = sandboxPayment((id) => (publicUrl === null ? null : `${publicUrl}${CHALLENGE_PATH}/${id}`));
  const post = <Value>(path: string, schema: z.ZodType<Value>, body: object, key?: string) =>
    askSandbox(address, { method: 'POST', path, body, ...(key === undefined ? {} : { key }) }, schema);
  const get = async <Value>(path: string, schema: z.ZodType<Value>): Promise<Value | null> =>
    orNull(await askSandbox(address, { method: 'GET', path }, schema));
  const remove = async (id: string): Promise<void> =>
    void (await askSandbox(address, { method: 'DELETE', path: `methods/${id}` }, NOTHING));
  const EVENT = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('payment'), object: PAYMENT }),
    z.object({ kind: z.literal('refund'), object: SANDBOX_REFUND }),
    z.object({ kind: z.literal('dispute'), object: SANDBOX_DISPUTE }),
    z.object({ kind: z.literal('payout'), object: SANDBOX_PAYOUT }),
  ]);

  return {
    name: 'sandbox',
    publishableKey: null,
    capturesInParts: true,
    limitsOf: () => LIMITS,
    createPayment({ paymentId, amount, method, ...order }, key) {
      const { currency, capture, confirm, returnUrl } = order;
      const token = method?.token ?? null;
      const body = { merchantRef: paymentId, amount: amount.toString(), currency, capture, token, confirm, returnUrl };
      return post('payments', PAYMENT, body, key);
    },
    confirmPayment: (ref, { method: { token }, returnUrl }, key) =>
      post(`payments/${ref}/confirm`, PAYMENT, { token, returnUrl }, key),
    capturePayment: (ref, { amount, isFinal }, key) =>
      post(`payments/${ref}/capture`, PAYMENT, { amount: amount.toString(), isFinal }, key),
    cancelPayment: (ref, key) => post(`payments/${ref}/cancel`, PAYMENT, {}, key),
    findPayment: ({ paymentId, providerRef }) => get(`payments/${providerRef ?? paymentId}`, PAYMENT),

    refundPayment: (ref, { refundId, amount }) =>
      post(`payments/${ref}/refunds`, SANDBOX_REFUND, { merchantRef: refundId, amount: amount.toString() }),
    findRefund: ({ refundId }) => get(`refunds/${refundId}`, SANDBOX_REFUND),

    submitEvidence: (ref, evidence) =>
      post(`disputes/${ref}/evidence`, SANDBOX_DISPUTE, { evidence: Object.values(evidence).join('\n') }),
    acceptDispute: (ref) => post(`disputes/${ref}/accept`, SANDBOX_DISPUTE, {}),
    findDispute: (ref) => get(`disputes/${ref}`, SANDBOX_DISPUTE),

    createCustomer: async (userId) => `sbc_${createHash('sha256').update(userId).digest('hex').slice(0, 32)}`,
    createMethodSetup: async (customerRef) => ({
      ok: true,
      value: { clientSecret: `${customerRef}_setup`, url: null },
    }),
    async attachMethod(customerRef, token, key) {
      return withDetails(await post('methods', METHOD, { customerRef, token, use: 'payment' }, key), 'CARD');
    },
    detachMethod: remove,
    deleteCustomer: remove,
    async attachPayoutMethod(customerRef, { token }, key) {
      return withDetails(await post('methods', METHOD, { customerRef, token, use: 'payout' }, key), 'BANK_ACCOUNT');
    },
    detachPayoutMethod: (_, providerRef) => remove(providerRef),
    createPayout: ({ payoutId, amount, currency, method: { token } }) =>
      post('payouts', SANDBOX_PAYOUT, { merchantRef: payoutId, amount: amount.toString(), currency, token }),
    findPayout: ({ payoutId }) => get(`payouts/${payoutId}`, SANDBOX_PAYOUT),

    verifyWebhook: (request) => verifyWebhook(webhookSecrets, request),
    readWebhook(body): ProviderEvent | null {
      const { kind, object } = EVENT.parse(JSON.parse(body.toString()));
      if (kind === 'payment') return { kind, payment: object };
      if (kind === 'refund') return { kind, refund: object };
      return kind === 'dispute' ? { kind, dispute: object } : { kind, payout: object };
    },
    close: async () => undefined,
  };
}

type SandboxResult<Value> = Awaited<ReturnType<typeof askSandbox<Value>>>;

function orNull<Value>(answer: SandboxResult<Value>): Value | null {
  if (answer.ok) return answer.value;
  if (answer.refusal === 'NOT_FOUND') return null;
  throw new Error(`The sandbox refuses to say: ${answer.refusal}.`);
}

function withDetails(answer: SandboxResult<z.output<typeof METHOD>>, kind: MethodDetails['kind']) {
  if (!answer.ok) return answer;
  const isCard = kind === 'CARD';
  const expiry = isCard ? { expiryMonth: 12, expiryYear: 2040 } : { expiryMonth: null, expiryYear: null };
  const details = { kind, brand: isCard ? 'visa' : 'Sandbox Bank', last4: answer.value.last4, ...expiry };
  return { ok: true as const, value: { providerRef: answer.value.id, details } };
}
