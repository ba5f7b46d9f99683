import type { Party, SystemParty } from '../../repository/index.ts';

/** The account of a provider: the other side of all that came from it. */
export const outside = (provider: string): Party => ({ system: 'EXTERNAL', name: provider });

/** What payers dispute at their banks, until that is decided. */
export const DISPUTED: Party = { system: 'ESCROW', name: 'disputes' };

/** Payments that went back before anybody had said where they belong. */
export const UNBOOKED: SystemParty = { system: 'ESCROW', name: 'unbooked' };

export const LOSSES: Party = { system: 'LOSSES' };

export const CLEARING: Party = { system: 'PAYOUT_CLEARING' };
