/** Whoever has the address may read the document, for so long. */
export const INVOICE_LINK_MS = 10 * 60_000;

/** Path of the document; `:id` is the invoice. */
export const INVOICE_PATH = '/commerce/invoices/:id.pdf';
