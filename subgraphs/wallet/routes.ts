import type { Route, RouteRequest } from '../../runtime/executor/route.ts';
import type { WalletContext } from './context.ts';
import { STATEMENT_PATHS, type StatementFormat } from './operations/statements/statement-links.ts';
import { writeCsv, writeJson } from './operations/statements/write-statement.ts';

/** Personal content: not cached, not sniffed, and its address is not sent as a referrer. */
const PRIVATE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

const FORMS = {
  CSV: { write: writeCsv, contentType: 'text/csv; charset=utf-8; header=present', ending: 'csv' },
  JSON: { write: writeJson, contentType: 'application/json', ending: 'json' },
} as const;

const notHere = (): Response =>
  Response.json({ errors: [{ message: 'Nothing is here.' }] }, { status: 404, headers: PRIVATE });

/** Download of a statement by a valid link. All invalid links get the same response. */
const statement = (format: StatementFormat): Route<WalletContext> => ({
  method: 'GET',
  path: STATEMENT_PATHS[format],
  async handle({ params, url }: RouteRequest, { statementLinks, repository, now }) {
    const request = statementLinks.read(params['id'] ?? '', format, url.searchParams, now());
    if (request === null) return notHere();
    const range = await repository.statementRange(request.accountId, request.from, request.to);
    if (range === null) return notHere();
    const { write, contentType, ending } = FORMS[format];
    const name = `statement-${request.from.toISOString().slice(0, 10)}-${request.to.toISOString().slice(0, 10)}.${ending}`;
    return new Response(ReadableStream.from(write(repository, range, request)).pipeThrough(new TextEncoderStream()), {
      headers: { ...PRIVATE, 'content-type': contentType, 'content-disposition': `attachment; filename="${name}"` },
    });
  },
});

/** HTTP routes of wallet beside GraphQL. */
export const routes: readonly Route<WalletContext>[] = [statement('CSV'), statement('JSON')];
