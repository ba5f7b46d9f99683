const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
} as const;

/** A page of a signed link: kept by no cache, without scripts, and its address is disclosed to nobody. */
export const htmlResponse = (page: string, status = 200): Response => new Response(page, { status, headers: HEADERS });
