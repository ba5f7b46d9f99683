import type { ExecutionResult } from 'graphql';
import type { Pushing } from './pushing.ts';

/** A stream of results, as a transport consumes it; `return` ends it at once, also while an event is awaited. */
export type ResultStream = AsyncIterableIterator<ExecutionResult> & Partial<Pushing>;
