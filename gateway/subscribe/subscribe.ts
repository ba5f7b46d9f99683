import type { ExecutionResult } from 'graphql';
import { isStream } from '../../runtime/executor/executor.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import { mapStream } from './map-stream.ts';
import type { OpenEvents } from './open-events.ts';
import type { ResultStream } from './result-stream.ts';

/** Opens a planned subscription; gives an error result when it cannot be opened. Never rejects. */
export type Subscribe = (planned: PlannedOperation, scope: RequestScope) => Promise<ResultStream | ExecutionResult>;

/** Opens an upstream for each subscription: for results that depend on the viewer. */
export const createSubscribe =
  (openEvents: OpenEvents): Subscribe =>
  async (planned, scope) => {
    const events = await openEvents(planned, scope, null);
    return isStream(events) ? mapStream(events, async ({ result }) => result) : events;
  };
