import type { Result } from '../../runtime/operations/result.ts';
import type { RequestScope } from '../execute/create-execute.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import type { Refusals } from './read-document.ts';

/** Who has an operation prepared; `requestId` is for what is logged. */
export type Asker = Pick<RequestScope, 'caller' | 'origin'> & Partial<Pick<RequestScope, 'requestId'>>;

/** An operation that may be executed, or why it may not. */
export type Prepared = Result<PreparedOperation, Refusals>;
