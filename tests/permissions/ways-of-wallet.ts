import { type DomainWays, mentions } from './way-in.ts';

/** Ways in of the wallet domain: whom one can pay. All else is for the owner of an account, and for the two in a request. */
export const waysOfWallet: DomainWays = {
  ways: [
    {
      name: 'whom to pay, by id',
      covers: ['Query.walletPayee', 'WalletPayee.user'],
      audience: (owner) => (owner === 'FRIENDS' ? 'FRIENDS' : owner === 'HIDDEN' ? 'SELF' : 'SIGNED_IN'),
      exceptions: [{ viewers: ['self'], isSeen: false, reason: 'nobody pays themselves' }],
      look: async ({ ask, of }) =>
        mentions(
          await ask('query ($id: ID!) { walletPayee(userId: $id, currency: "EUR") { displayName user { id } } }'),
          of.person.id,
        ),
    },
    {
      name: 'whom to pay, by nickname',
      covers: ['Query.walletPayee'],
      audience: (owner) => (owner === 'FRIENDS' ? 'FRIENDS' : owner === 'HIDDEN' ? 'SELF' : 'SIGNED_IN'),
      exceptions: [{ viewers: ['self'], isSeen: false, reason: 'nobody pays themselves' }],
      look: async ({ ask, of }) =>
        mentions(
          await ask('query ($nickname: String!) { walletPayee(nickname: $nickname, currency: "EUR") { user { id } } }'),
          of.person.id,
        ),
    },
    {
      name: 'the accounts of a user',
      covers: ['User.walletAccounts', '@WalletAccount', 'WalletAccount.owner'],
      audience: 'SELF',
      look: async ({ ask }) =>
        mentions(await ask('query ($id: ID!) { user(id: $id) { walletAccounts { id owner { id } } } }'), 'wal_'),
    },
  ],
  harmless: {
    'Query.walletAccounts': 'only of the viewer',
    'Query.walletAccount': 'of the viewer, by the loader of User.walletAccounts; any for finance',
    'Query.systemAccounts': 'of nobody, and for finance',
    'Query.transactions': 'only of accounts of the viewer; any for finance',
    'Query.transaction': 'one of Query.transactions, by the same rule',
    '@WalletTransaction': 'one of Query.transactions, by the same rule',
    'WalletTransaction.counterparty': 'somebody whom the viewer has paid, or who has paid the viewer',
    'WalletTransaction.actor': 'the viewer themselves; anybody for finance',
    'Query.holds': 'only of accounts of the viewer; any for finance',
    '@Hold': 'one of Query.holds, by the same rule',
    'Query.balanceAt': 'an amount of the viewer; any for finance',
    'Query.walletLimits': 'amounts of the viewer',
    'Query.deposit': 'only of the viewer; any for finance',
    'Query.deposits': 'only of the viewer',
    '@Deposit': 'one of Query.deposit, by the same loader',
    'Query.withdrawal': 'only of the viewer; any for finance',
    'Query.withdrawals': 'only of the viewer',
    '@Withdrawal': 'one of Query.withdrawal, by the same loader',
    'Query.moneyRequests': 'only those to the viewer and by them, and none of people who are hidden from them',
    '@MoneyRequest': 'one of Query.moneyRequests, by the same rule',
    'MoneyRequest.requester': 'the viewer, or who has asked them',
    'MoneyRequest.payer': 'the viewer, or whom they have asked',
    'Query.walletStatement': 'an address of a file about the viewer',
    'GET /wallet/statements/:id.csv': 'for whoever the owner of the account gave the address to',
    'GET /wallet/statements/:id.json': 'for whoever the owner of the account gave the address to',
    'Query.ledgerAdjustments': 'for finance',
    '@LedgerAdjustment': 'for finance',
    'LedgerAdjustment.requester': 'somebody of finance, for finance',
    'LedgerAdjustment.approver': 'somebody of finance, for finance',
    'Query.ledgerIntegrity': 'sums, for finance',
    'Subscription.balanceChanged': 'only of an account of the viewer',
    'Subscription.transactionAdded': 'only of an account of the viewer',
  },
};
