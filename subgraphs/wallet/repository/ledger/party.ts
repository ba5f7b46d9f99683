/** Kinds of accounts that belong to the platform. */
export type SystemKind = 'EXTERNAL' | 'ESCROW' | 'FEES' | 'REVENUE' | 'GIFTS' | 'LOSSES' | 'PAYOUT_CLEARING';

/** An account of the platform; `name` is the provider of EXTERNAL and the purpose of ESCROW, else absent. */
export interface SystemParty {
  readonly system: SystemKind;
  readonly name?: string;
}

/** An account of the ledger: a person's by its id or its owner (in the currency of the transaction), or the platform's. */
export type Party = { readonly accountId: string } | { readonly userId: string } | SystemParty;
