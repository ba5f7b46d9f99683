/** How the sandbox charges a token. */
export interface TokenBehaviour {
  /** The code of a bank that declines it; null: none does. */
  readonly declineCode: 'insufficient_funds' | 'stolen_card' | null;
  /** What the 3-D Secure page leads to when the payer approves; null: there is none. */
  readonly challenge: 'PASSES' | 'FAILS' | null;
  readonly delayMs: number;
  /** Whether the response to the first request never comes, although it is carried out. */
  readonly isMute: boolean;
  readonly webhooks: 'once' | 'twice' | 'reversed' | 'never';
  readonly isDisputed: boolean;
  readonly failsRefunds: boolean;
  readonly last4: string;
}

const PLAIN: TokenBehaviour = {
  declineCode: null,
  challenge: null,
  delayMs: 0,
  isMute: false,
  webhooks: 'once',
  isDisputed: false,
  failsRefunds: false,
  last4: '4242',
};

const TOKENS: ReadonlyMap<string, Partial<TokenBehaviour>> = new Map<string, Partial<TokenBehaviour>>([
  ['tok_ok', {}],
  ['tok_decline_insufficient', { declineCode: 'insufficient_funds', last4: '9995' }],
  ['tok_decline_stolen', { declineCode: 'stolen_card', last4: '9979' }],
  ['tok_3ds', { challenge: 'PASSES', last4: '3220' }],
  ['tok_3ds_fail', { challenge: 'FAILS', last4: '3063' }],
  ['tok_slow_5s', { delayMs: 5_000, last4: '0005' }],
  ['tok_timeout_then_ok', { isMute: true, last4: '0006' }],
  ['tok_dispute', { isDisputed: true, last4: '0259' }],
  ['tok_refund_fails', { failsRefunds: true, last4: '5126' }],
  ['tok_webhook_twice', { webhooks: 'twice', last4: '0007' }],
  ['tok_webhook_reversed', { webhooks: 'reversed', last4: '0008' }],
  ['tok_webhook_never', { webhooks: 'never', last4: '0009' }],
]);

/** Null: the sandbox has no such token. */
export function behaviourOf(token: string): TokenBehaviour | null {
  const behaviour = TOKENS.get(token);
  return behaviour === undefined ? null : { ...PLAIN, ...behaviour };
}

/** What becomes of a payout; `WAITING`: the bank takes for ever. */
type PayoutOutcome = 'PAID' | 'FAILED' | 'RETURNED' | 'WAITING';

const ACCOUNTS: ReadonlyMap<string, PayoutOutcome> = new Map([
  ['ptok_ok', 'PAID'],
  ['ptok_fail', 'FAILED'],
  ['ptok_return', 'RETURNED'],
  ['ptok_wait', 'WAITING'],
]);

/** What becomes of payouts to an account; null: the sandbox has no such token. */
export const payoutOutcomeOf = (token: string): PayoutOutcome | null => ACCOUNTS.get(token) ?? null;
