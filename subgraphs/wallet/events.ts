import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';
import { formatDecimal } from '../../runtime/money/decimal.ts';

/** Type of the notifications about accounts and the money on them. */
export const walletType = {
  name: 'WALLET',
  description: 'Money has arrived in an account of the viewer, or such an account was frozen.',
  channels: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'your wallet', de: 'dein Guthaben', ru: 'кошелёк' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of `moneyRequested`. */
export const moneyRequestType = {
  name: 'MONEY_REQUEST',
  description: 'Somebody asks the viewer for money.',
  channels: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'money requests', de: 'Geldanforderungen', ru: 'запросы денег' },
} as const satisfies NotificationTypeDefinition;

/** Such as `12.50 EUR`. */
const amountText = (amount: string, currency: string): string =>
  `${formatDecimal({ amount: BigInt(amount), currency })} ${currency}`;

/** Durable log of the changes of an account. The key is the account's id. */
export const BALANCE_LOG = { name: 'wallet.balances' } as const;

/** An account of a person, and when something happened to it. */
export interface AccountFact {
  readonly accountId: string;
  readonly userId: string;
  /** An ISO 4217 code. */
  readonly currency: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once for each account of a person. */
export const accountOpened = defineEvent<AccountFact>('wallet.account-opened', {
  isAboutMoney: true,
  notifies: false,
  reason: 'The person opened it, or it came with the registration.',
});

/** Published when finance has frozen an account. */
export const accountFrozen = defineEvent<AccountFact>('wallet.account-frozen', {
  isAboutMoney: true,
  notifies: {
    type: walletType,
    audience: ({ userId }) => [{ kind: 'USERS', userIds: [userId] }],
    subjects: [{ type: 'WalletAccount', id: ({ accountId }) => accountId }],
    values: ({ currency }) => ({ currency }),
  },
});

/** What a transaction adds to an account or takes from it. */
export interface PostingFact {
  readonly accountId: string;
  /** Whose account it is; null for the platform, and for who has deleted their account. */
  readonly userId: string | null;
  /** Such as `FEES` or `ESCROW:orders`; null for accounts of people. */
  readonly system: string | null;
  /** In minor units; negative when it leaves the account. */
  readonly amount: string;
}

/** Money that has moved. */
export interface TransactionPosted {
  readonly transactionId: string;
  /** Name of the enum `WalletTransactionKind`. */
  readonly kind: string;
  /** An ISO 4217 code. */
  readonly currency: string;
  /** What it is about, in the domain that asked for it. */
  readonly reference: { readonly type: string; readonly id: string } | null;
  /** Who has caused it; null for the platform. */
  readonly actorId: string | null;
  /** The transaction that it reverses. */
  readonly reversesId: string | null;
  readonly postings: readonly PostingFact[];
  /** Who receives this much or more is notified: in minor units. Absent in events of before there was such a limit. */
  readonly notifiedAmount?: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** What the one person has received who is to be notified of it; null when nobody is. */
function receiptOf({ kind, postings, notifiedAmount, actorId }: TransactionPosted): PostingFact | null {
  // Nobody is notified of what they had in a system that was moved here.
  if (kind === 'OPENING') return null;
  const received = postings.filter(
    ({ userId, amount }) => userId !== null && userId !== actorId && BigInt(amount) > 0n,
  );
  const [receipt] = received;
  // Corrections of several accounts are explained by who makes them.
  if (receipt === undefined || received.length > 1 || notifiedAmount == null) return null;
  return BigInt(receipt.amount) >= BigInt(notifiedAmount) ? receipt : null;
}

/** Published once for each transaction of the ledger. */
export const transactionPosted = defineEvent<TransactionPosted>('wallet.transaction-posted', {
  isAboutMoney: true,
  notifies: {
    type: walletType,
    audience(fact) {
      const userId = receiptOf(fact)?.userId ?? null;
      if (userId === null) return [];
      return [{ kind: 'USERS', userIds: [userId], ...(fact.actorId === null ? {} : { actorId: fact.actorId }) }];
    },
    subjects: [{ type: 'WalletTransaction', id: ({ transactionId }) => transactionId }],
    template: ({ actorId }) =>
      actorId === null ? 'wallet.transaction-posted' : 'wallet.transaction-posted.from-person',
    values: (fact) => ({ amount: amountText(receiptOf(fact)?.amount ?? '0', fact.currency) }),
  },
});

/** Money of a person that is reserved, and what happened to it. */
export interface HoldFact extends Omit<AccountFact, 'userId'> {
  /** Whose money it is; null for who has deleted their account. */
  readonly userId: string | null;
  readonly holdId: string;
  /** What it is about: all of the hold, or what was captured now; in minor units. */
  readonly amount: string;
  readonly reference: { readonly type: string; readonly id: string } | null;
}

/** Published once when money is reserved. */
export const holdPlaced = defineEvent<HoldFact>('wallet.hold-placed', {
  isAboutMoney: true,
  notifies: false,
  reason: 'The domain that reserves money says what for.',
});

/** Published for each capture. */
export const holdCaptured = defineEvent<HoldFact>('wallet.hold-captured', {
  isAboutMoney: true,
  notifies: false,
  reason: 'The domain that reserved money says what became of it.',
});

/** Published when what was left of a hold is available again. */
export const holdReleased = defineEvent<HoldFact>('wallet.hold-released', {
  isAboutMoney: true,
  notifies: false,
  reason: 'The domain that reserved money says what became of it.',
});

/** Published when a hold has reached the end of its time. */
export const holdExpired = defineEvent<HoldFact>('wallet.hold-expired', {
  isAboutMoney: true,
  notifies: false,
  reason: 'The domain that reserved money says what became of it.',
});

/** Money that one person asks another for. */
export interface MoneyRequested {
  readonly moneyRequestId: string;
  readonly requesterId: string;
  readonly payerId: string;
  /** What is asked for, in minor units. */
  readonly amount: string;
  /** An ISO 4217 code. */
  readonly currency: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once for each request. */
export const moneyRequested = defineEvent<MoneyRequested>('wallet.money-requested', {
  isAboutMoney: true,
  notifies: {
    type: moneyRequestType,
    audience: ({ payerId, requesterId }) => [{ kind: 'USERS', userIds: [payerId], actorId: requesterId }],
    subjects: [{ type: 'MoneyRequest', id: ({ moneyRequestId }) => moneyRequestId }],
    values: ({ amount, currency }) => ({ amount: amountText(amount, currency) }),
  },
});
