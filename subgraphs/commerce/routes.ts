import type { Route, RouteRequest } from '../../runtime/executor/route.ts';
import { isSignedQuery } from '../../runtime/signed-links/signed-query.ts';
import type { CommerceContext } from './context.ts';
import { INVOICE_PATH } from './operations/orders/invoice-links.ts';
import { invoiceDocument, readInvoice } from './operations/orders/write-invoice.ts';

/** Personal content: not cached, not sniffed, and its address is not sent as a referrer. */
const PRIVATE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

const refusing = (status: number, message: string): Response =>
  Response.json({ errors: [{ message }] }, { status, headers: PRIVATE });

/** HTTP routes of commerce beside GraphQL: invoices, by a valid link. All invalid links get the same response. */
export const routes: readonly Route<CommerceContext>[] = [
  {
    method: 'GET',
    path: INVOICE_PATH,
    async handle({ params, url }: RouteRequest, { invoiceLinks, repository, renderPdf, now }) {
      const id = params['id'] ?? '';
      const isSigned = isSignedQuery(invoiceLinks, id, url.searchParams, now());
      const facts = isSigned ? await readInvoice(repository, id) : null;
      if (facts === null) return refusing(404, 'Nothing is here.');
      const result = await renderPdf(invoiceDocument(facts));
      if (result.kind !== 'rendered') return refusing(503, 'The invoice cannot be written now.');
      return new Response(new Uint8Array(result.bytes), {
        headers: {
          ...PRIVATE,
          'content-type': 'application/pdf',
          'content-disposition': `attachment; filename="invoice-${facts.invoice.number}.pdf"`,
        },
      });
    },
  },
];
