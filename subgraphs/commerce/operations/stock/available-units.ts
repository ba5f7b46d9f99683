import type { ProductVariant } from '../../repository/index.ts';

/** Units that can be ordered now; null when that is not limited. */
export const availableUnits = ({
  stockPolicy,
  onHand,
  reserved,
}: Pick<ProductVariant, 'stockPolicy' | 'onHand' | 'reserved'>): bigint | null =>
  stockPolicy === 'DENY' ? onHand - reserved : null;
