import type { ExecutionResult } from 'graphql';
import type { Caller } from '../../../runtime/executor/caller.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';
import type { RunRequest } from '../../pipeline/run-request.ts';
import type { ResultStream } from '../../subscribe/result-stream.ts';
import { requestIdOf } from '../client/request-id.ts';

/** Executes an operation as a caller. Never rejects. */
export type EmbeddedExecute = (request: OperationRequest, caller: Caller) => Promise<ExecutionResult | ResultStream>;

/** The transport of a process that holds the gateway: no network, and the same limits as on every other. */
export const createEmbeddedExecute =
  (run: RunRequest): EmbeddedExecute =>
  (request, caller) => {
    const { promise, resolve, reject } = Promise.withResolvers<ExecutionResult | ResultStream>();
    const source = { single: 'internal', stream: 'internal', read: () => request } as const;
    const sink = {
      refuse: (errors: NonNullable<ExecutionResult['errors']>) => resolve({ errors }),
      single: resolve,
      stream: resolve,
    };
    run(source, { caller, requestId: requestIdOf(undefined) }, sink).catch(reject);
    return promise;
  };
