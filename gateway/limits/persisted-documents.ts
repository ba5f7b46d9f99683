import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { fault } from '../../runtime/executor/faults.ts';
import { createBoundedCache } from '../../runtime/limits/bounded-cache.ts';
import { done, type Result, refuse } from '../../runtime/operations/result.ts';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { Refusals } from '../operation/refusals.ts';
import type { SharedDocuments } from './shared-documents.ts';
import { documentHash, type TrustedDocuments } from './trusted-documents.ts';

/** The sources of persisted documents; null: none. */
export interface DocumentSources {
  readonly trusted: TrustedDocuments | null;
  readonly shared: SharedDocuments | null;
}

/** Resolves the hashes of documents to their texts. */
export interface PersistedDocuments {
  /**
   * The request with the text of its document, or the refusal. A valid text that is sent with its hash is remembered.
   * Synchronous unless the text has to be looked up. Never rejects.
   */
  find(request: OperationRequest, isValid: (text: string) => boolean): Found | Promise<Found>;
}

type Found = Result<OperationRequest, Refusals>;

const MAX_REMEMBERED = 1_000;
/** Longer documents are not remembered, so that clients cannot fill the memory. */
const MAX_REMEMBERED_LENGTH = 20_000;

const NOT_FOUND = 'PERSISTED_QUERY_NOT_FOUND';
const HASH = /^[0-9a-f]{64}$/;
const EXTENSION = z.object({ version: z.literal(1), sha256Hash: z.string().regex(HASH) });
const DOCUMENT_ID = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/**
 * Automatic persisted queries as Apollo's clients send them (`extensions.persistedQuery`), documents by id
 * (`documentId: "sha256:…"`), and the list of trusted documents.
 */
export function createPersistedDocuments({ trusted, shared }: DocumentSources): PersistedDocuments {
  const remembered = createBoundedCache<string>(MAX_REMEMBERED);
  const only = trusted?.mode === 'only';
  const trustedTexts = new Set(trusted?.texts.values());

  function remember(hash: string, text: string): void {
    if (text.length > MAX_REMEMBERED_LENGTH || remembered.get(hash) !== undefined) return;
    remembered.set(hash, text);
    void shared?.set(hash, text);
  }

  async function lookUp(hash: string): Promise<string | null> {
    const localText = trusted?.texts.get(hash) ?? (only ? null : remembered.get(hash));
    if (localText !== undefined) return localText;
    const text = (await shared?.get(hash)) ?? null;
    if (text !== null) remembered.set(hash, text);
    return text;
  }

  async function withText(request: OperationRequest, hash: string): Promise<Found> {
    const text = await lookUp(hash);
    return text === null ? refuse([notFound()]) : done({ ...request, query: text });
  }

  return {
    find(request, isValid) {
      const hash = hashIn(request);
      if (hash instanceof GraphQLError) return refuse([hash]);
      const { query } = request;
      const hasText = typeof query === 'string' && query !== '';
      if (hash !== null && !hasText) return withText(request, hash);
      if (!hasText || request.isStored === true) return done(request);
      if (hash !== null && documentHash(query) !== hash)
        return refuse([fault('BAD_USER_INPUT', 'The hash does not match the query.')]);
      if (only && !trustedTexts.has(query))
        return refuse([fault('BAD_USER_INPUT', 'The operation is not on the list of trusted documents.')]);
      if (hash !== null && !only && isValid(query)) remember(hash, query);
      return done(request);
    },
  };
}

/** The hash of the document that a request names; null when it names none. */
function hashIn({ extensions, documentId }: OperationRequest): string | null | GraphQLError {
  const named = documentId ?? null;
  if (named !== null) {
    const id = DOCUMENT_ID.safeParse(named);
    return id.success
      ? id.data.slice('sha256:'.length)
      : fault('BAD_USER_INPUT', '`documentId` must be `sha256:` followed by a hash in hexadecimal.');
  }
  const given = extensions?.['persistedQuery'] ?? null;
  if (given === null) return null;
  const extension = EXTENSION.safeParse(given);
  return extension.success
    ? extension.data.sha256Hash
    : fault('BAD_USER_INPUT', '`persistedQuery` must have version 1 and a SHA-256 hash in hexadecimal.');
}

/** Apollo's message and code, not of the closed list: clients compare them, and then send the whole text. */
const notFound = (): GraphQLError => new GraphQLError('PersistedQueryNotFound', { extensions: { code: NOT_FOUND } });

/** Whether an error asks the client to send the whole text. */
export const isPersistedQueryNotFound = ({ extensions }: GraphQLError): boolean => extensions['code'] === NOT_FOUND;
