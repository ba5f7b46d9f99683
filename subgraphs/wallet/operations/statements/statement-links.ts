import type { LinkSigner } from '../../../../runtime/signed-links/link-signer.ts';
import { isSignedQuery, signQuery } from '../../../../runtime/signed-links/signed-query.ts';

/** A file that can be asked for. */
export interface StatementRequest {
  readonly accountId: string;
  readonly from: Date;
  readonly to: Date;
  readonly format: StatementFormat;
}

export type StatementFormat = 'CSV' | 'JSON';

/** Signs addresses of statements, and reads them. */
export interface StatementLinks {
  /** Path and query of an address that works until then. */
  sign(request: StatementRequest, expiresAt: Date): string;
  /** What an address asks for; null where it was not signed here, or its time is over. */
  read(accountId: string, format: StatementFormat, query: URLSearchParams, now: Date): StatementRequest | null;
}

/** Paths of the two forms; `:id` is the account. */
export const STATEMENT_PATHS = { CSV: '/wallet/statements/:id.csv', JSON: '/wallet/statements/:id.json' } as const;

const subjectOf = ({ accountId, from, to, format }: StatementRequest): string =>
  JSON.stringify([accountId, from.toISOString(), to.toISOString(), format]);

const instantOf = (text: string | null): Date | null => {
  const at = new Date(text ?? '');
  return Number.isNaN(at.getTime()) ? null : at;
};

/** Addresses signed by this signer. */
export const createStatementLinks = (signer: LinkSigner): StatementLinks => ({
  sign(request, expiresAt) {
    const query = signQuery(signer, subjectOf(request), expiresAt);
    query.set('from', request.from.toISOString());
    query.set('to', request.to.toISOString());
    return `${STATEMENT_PATHS[request.format].replace(':id', request.accountId)}?${query}`;
  },
  read(accountId, format, query, now) {
    const [from, to] = [instantOf(query.get('from')), instantOf(query.get('to'))];
    if (from === null || to === null) return null;
    const request = { accountId, from, to, format };
    return isSignedQuery(signer, subjectOf(request), query, now) ? request : null;
  },
});
