import type { OrderLine, OrderPart, RefundedLine } from '../../repository/index.ts';
import { shareOfUnits } from './refund-shares.ts';

/** What of one line is to be refunded. */
interface LineClaim {
  readonly lineId: string;
  readonly quantity: number;
  /** In minor units; null: what these units cost. */
  readonly amount: bigint | null;
}

/** What a refund of some lines takes, or what is left of the line that cannot give so much. */
export type RefundPlan =
  | { readonly amount: bigint; readonly lines: readonly RefundedLine[]; readonly shipping: bigint }
  | { readonly tooLarge: { readonly lineId: string; readonly available: bigint } };

/** What is left of a line. */
const restOfLine = ({ quantity, refundedQuantity, total, refundedAmount }: OrderLine) => ({
  quantity: quantity - refundedQuantity,
  amount: total - refundedAmount,
});

/** All that is left of the lines of a part. */
export const restOfPart = (lines: readonly OrderLine[], partId: string): LineClaim[] =>
  lines
    .filter((line) => line.partId === partId && restOfLine(line).quantity > 0)
    .map((line) => ({ lineId: line.id, ...restOfLine(line) }));

/**
 * What a refund takes. The shipping belongs to it when nothing of the part was sent and nothing is left to send; then it is all
 * that is left of the part.
 */
export function planRefund(
  part: OrderPart,
  lines: readonly OrderLine[],
  claims: readonly LineClaim[],
  restock: boolean,
): RefundPlan {
  const planned: RefundedLine[] = [];
  for (const { lineId, quantity, amount } of claims) {
    const line = lines.find(({ id, partId }) => id === lineId && partId === part.id);
    const rest = line === undefined ? { quantity: 0, amount: 0n } : restOfLine(line);
    if (line === undefined || quantity > rest.quantity || (amount ?? 0n) > rest.amount)
      return { tooLarge: { lineId, available: rest.amount } };
    const share = shareOfUnits(line.total, line.quantity, line.refundedQuantity, quantity);
    const taken = amount ?? (share < rest.amount ? share : rest.amount);
    planned.push({ lineId, quantity, amount: taken.toString(), restocked: restock ? quantity : 0 });
  }
  const ofLines = planned.reduce((sum, line) => sum + BigInt(line.amount), 0n);
  const isAll = lines.every(
    (line) =>
      line.partId !== part.id ||
      (line.fulfilledQuantity === 0 &&
        restOfLine(line).quantity === (planned.find(({ lineId }) => lineId === line.id)?.quantity ?? 0)),
  );
  const left = part.total - part.refundTotal - ofLines;
  const shipping = isAll && left >= part.shipping + part.shippingTax ? part.shipping + part.shippingTax : 0n;
  return { amount: ofLines + shipping, lines: planned, shipping };
}
