import type { ExecutionResult } from 'graphql';
import type { Pushing } from './pushing.ts';

/** A stream of results for a transport. `return` ends it at once, even while `next` is pending. */
export type ResultStream = AsyncIterableIterator<ExecutionResult> & Partial<Pushing>;
