import type { Logger } from 'pino';
import { fault } from '../runtime/faults.ts';
import { type Result, refuse } from '../runtime/result.ts';
import type { Answered, Execute, RequestScope } from './execute/execute.ts';
import type { PolicyEvaluator } from './limits/access-check.ts';
import type { PersistedDocuments } from './limits/persisted-documents.ts';
import { createOperationStore, type OperationStore, type PreparedOperation } from './plan/operation-store.ts';
import type { ReadingRules, Refusals } from './plan/read-document.ts';
import { tooLarge } from './plan/refusals.ts';
import type { Subscribe } from './subscribe/subscribe.ts';
import type { Supergraph } from './supergraph.ts';
import { inSteps } from './swap/in-steps.ts';
import type { LiveOperations, Prepare } from './swap/live-operations.ts';

/** One operation as a client sends it, whatever the transport. */
export interface OperationRequest {
  readonly query?: string | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** May name the document by its hash: `persistedQuery`. */
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
  /** Names the document by its hash: `sha256:` and the hash in hexadecimal. */
  readonly documentId?: string | null | undefined;
}

/** The one way from a client's operation to its answer; every transport goes through it. */
export interface Pipeline {
  /** The operation with the text of its document, should it name one by hash. Before `prepare`. Never rejects. */
  findDocument(request: OperationRequest): Promise<Result<OperationRequest, Refusals>>;
  /** Reads, checks and plans an operation, or says why not. Never throws. */
  readonly prepare: Prepare;
  /** Answers a prepared query or mutation. Never rejects. */
  execute(prepared: PreparedOperation, scope: RequestScope): Promise<Answered>;
  /** Opens a prepared subscription: a stream of results, or the one result that says why not. Never rejects. */
  subscribe: Subscribe;
  /**
   * Plans for this supergraph what was asked of the one before, then prepares everything against it. Requests that were
   * prepared before go on with theirs; what stays open is moved, or ended when it is not valid any more.
   */
  swap(supergraph: Supergraph): Promise<void>;
  readonly supergraph: Supergraph;
}

/** What a pipeline is made of. */
export interface PipelineParts {
  readonly supergraph: Supergraph;
  readonly rules: ReadingRules;
  readonly policy: PolicyEvaluator;
  readonly execute: Execute;
  readonly subscribe: Subscribe;
  readonly documents: PersistedDocuments;
  readonly live: LiveOperations;
  readonly log: Logger;
}

/** Makes the pipeline over one supergraph. */
export function createPipeline({
  supergraph,
  rules,
  policy,
  execute,
  subscribe,
  documents,
  live,
  log,
}: PipelineParts): Pipeline {
  const openStore = (next: Supergraph): OperationStore => createOperationStore(next, rules, policy);
  let store = openStore(supergraph);
  const prepare: Prepare = (request, caller, requestId) => {
    try {
      return store.prepare(request, caller);
    } catch (error) {
      // Of the stack: where limits are off nothing else stops what nests too deep.
      if (error instanceof RangeError) return refuse([tooLarge('depth', rules)]);
      log.error({ err: error, requestId }, 'An operation could not be planned');
      return refuse([fault('INTERNAL', 'Internal server error.', requestId === undefined ? {} : { requestId })]);
    }
  };
  return {
    findDocument: (request) => documents.find(request, (text) => isValid(store, text)),
    prepare,
    execute,
    subscribe,
    async swap(next) {
      const warmed = openStore(next);
      await inSteps(warmed.warmUp(store.used()));
      store = warmed;
      await live.move(next, prepare);
    },
    get supergraph() {
      return store.supergraph;
    },
  };
}

function isValid(store: OperationStore, text: string): boolean {
  try {
    return store.isValid(text);
  } catch {
    // Told when the operation is prepared.
    return false;
  }
}
