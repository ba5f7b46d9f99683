/** Why money moves: into escrow, to the freelancer, back to the client, or to both by a decision. */
export type EscrowMoveKind = 'FUND' | 'RELEASE' | 'REFUND' | 'SPLIT';

/** A movement of money into escrow or out of it. It happens once, whatever ends in between. */
export interface EscrowMove {
  readonly id: string;
  readonly contractId: string;
  readonly milestoneId: string;
  readonly kind: EscrowMoveKind;
  /** All that moves, in minor units: `net`, `fee` and `toClient` together when it leaves escrow. */
  readonly amount: bigint;
  readonly currency: string;
  /** What the freelancer receives. */
  readonly net: bigint;
  /** What the platform receives. */
  readonly fee: bigint;
  readonly toClient: bigint;
  /** Whether the milestone is over afterwards. */
  readonly isFinal: boolean;
  readonly state: 'PENDING' | 'SETTLED' | 'FAILED';
  /** How a milestone is funded; null for other movements. */
  readonly payWith: 'WALLET' | 'CARD' | null;
  readonly paymentMethodId: string | null;
  readonly returnUrl: string | null;
  /** The payment that funds a milestone by card. */
  readonly paymentId: string | null;
  /** What the payments domain says of it: null until it has said something. */
  readonly paymentState: 'SUCCEEDED' | 'FAILED' | null;
  /** Name of the refusal, when it failed. */
  readonly failure: string | null;
  /** What the payer had, where that was too little. */
  readonly available: bigint | null;
  /** Null for who has deleted their account. */
  readonly clientId: string | null;
  readonly freelancerId: string | null;
  readonly createdAt: Date;
}
