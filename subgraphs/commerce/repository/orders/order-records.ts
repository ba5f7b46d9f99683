/** A number of units, and the line that they are of. */
export interface LineUnits {
  readonly lineId: string;
  readonly quantity: number;
}

/** Something that a seller has sent. */
export interface Fulfillment {
  readonly id: string;
  readonly partId: string;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly lines: readonly LineUnits[];
  readonly createdAt: Date;
}

/** Units that are refunded, with their amount. */
export interface RefundedLine extends LineUnits {
  /** Minor units as text. */
  readonly amount: string;
  /** Units that went back to the stock. */
  readonly restocked: number;
}

/** Money of a part that goes back to the buyer. */
export interface OrderRefund {
  readonly id: string;
  readonly orderId: string;
  readonly partId: string;
  readonly currency: string;
  readonly kind: 'REFUND' | 'CANCELLATION' | 'RETURN';
  readonly amount: bigint;
  /** What seller and platform return of a payout that was made before. */
  readonly fromSeller: bigint;
  readonly fromFees: bigint;
  readonly state: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  readonly failureCode: string | null;
  readonly reason: string | null;
  readonly lines: readonly RefundedLine[];
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

/** Things that a buyer wants to send back, or has sent back. */
export interface OrderReturn {
  readonly id: string;
  readonly orderId: string;
  readonly partId: string;
  readonly buyerId: string;
  readonly state: 'REQUESTED' | 'APPROVED' | 'REJECTED' | 'RECEIVED';
  readonly reason: string;
  readonly note: string | null;
  readonly lines: readonly LineUnits[];
  readonly refundId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
