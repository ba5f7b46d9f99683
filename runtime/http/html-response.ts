const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
} as const;

/** A page of a secret address: kept by no cache, without scripts, and its address is disclosed to nobody. `more` are headers that differ. */
export const htmlResponse = (page: string, status = 200, more: Readonly<Record<string, string>> = {}): Response =>
  new Response(page, { status, headers: { ...HEADERS, ...more } });
