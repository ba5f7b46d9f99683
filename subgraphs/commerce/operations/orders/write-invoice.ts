import { formatDecimal } from '../../../../runtime/money/decimal.ts';
import type { PdfDocument } from '../../../../runtime/pdf/pdf-document.ts';
import type { CommerceStore, Invoice, Order, OrderLine, OrderPart } from '../../repository/index.ts';

/** What an invoice is written from. */
export interface InvoiceFacts {
  readonly invoice: Invoice;
  readonly order: Order;
  readonly part: OrderPart;
  readonly lines: readonly OrderLine[];
  /** Name of the seller's shop; null where it is gone. */
  readonly shopName: string | null;
}

/** A number of an invoice has so many digits at least. */
const NUMBER_DIGITS = 6;

const MAX_PAGES = 20;

/** Reads what an invoice is written from; null when there is no such invoice. */
export async function readInvoice(
  store: Pick<CommerceStore, 'invoicesByIds' | 'partsByIds' | 'findOrder' | 'linesOfOrders' | 'shopsOfSellers'>,
  id: string,
): Promise<InvoiceFacts | null> {
  const [invoice = null] = await store.invoicesByIds([id]);
  const [part = null] = invoice === null ? [] : await store.partsByIds([invoice.partId]);
  const order = part === null ? null : await store.findOrder(part.orderId);
  if (invoice === null || part === null || order === null) return null;
  const [lines = []] = await store.linesOfOrders([order.id]);
  const [shop = null] = invoice.sellerId === null ? [] : await store.shopsOfSellers([invoice.sellerId]);
  const ofPart = lines.filter(({ partId }) => partId === part.id);
  return { invoice, order, part, lines: ofPart, shopName: shop?.name ?? null };
}

/** Lays an invoice out: seller, buyer, lines and totals. */
export function invoiceDocument({ invoice, order, part, lines, shopName }: InvoiceFacts): PdfDocument {
  const number = String(invoice.number).padStart(NUMBER_DIGITS, '0');
  const money = (amount: bigint): string => `${formatDecimal({ amount, currency: order.currency })} ${order.currency}`;
  const { address } = order;
  const buyer =
    address === null
      ? ['Delivered electronically']
      : [
          address.name,
          address.line1,
          address.line2,
          `${address.postalCode ?? ''} ${address.city}`.trim(),
          address.country,
        ];
  return {
    ...{
      title: `Invoice ${number}`,
      author: shopName ?? 'Seller',
      language: 'en',
      pageSize: 'A4',
      maxPages: MAX_PAGES,
    },
    createdAt: invoice.issuedAt,
    footer: `Invoice ${number} · page {page} of {pages}`,
    blocks: [
      { kind: 'heading', level: 1, text: 'Invoice' },
      {
        kind: 'split',
        left: [{ text: `Number ${number}, order ${order.number}`, style: 'bold' }],
        right: invoice.issuedAt.toISOString().slice(0, 10),
      },
      { kind: 'space', height: 10 },
      {
        kind: 'sides',
        sides: [
          { title: 'Seller', lines: [shopName ?? 'The seller has closed their account.'] },
          { title: 'Buyer', lines: buyer.filter((line): line is string => line !== null && line !== '') },
        ],
      },
      {
        kind: 'table',
        columns: [
          { title: 'Item', share: 5 },
          { title: 'Quantity', share: 1.3, align: 'right' },
          { title: 'Price', share: 1.8, align: 'right' },
          { title: 'Amount', share: 1.8, align: 'right' },
        ],
        rows: lines.map(({ title, options, quantity, unitPrice, items }) => [
          [title, ...options.map(({ name, value }) => `${name}: ${value}`)].join(', '),
          String(quantity),
          money(unitPrice),
          money(items),
        ]),
        totals: [
          ...(part.discount === 0n ? [] : [{ label: 'Discount', amount: money(-part.discount) }]),
          ...(part.shipping === 0n ? [] : [{ label: 'Shipping', amount: money(part.shipping) }]),
          ...(part.tax === 0n ? [] : [{ label: 'Tax', amount: money(part.tax) }]),
          { label: 'Total', amount: money(part.total), isBold: true },
        ],
      },
    ],
  };
}
