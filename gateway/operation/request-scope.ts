import type { Caller } from '../../runtime/executor/caller.ts';
import type { ClientInfo } from '../../runtime/executor/executor.ts';

/** The context of one request: caller, ids, client and deadline. */
export interface RequestScope {
  readonly caller: Caller;
  readonly requestId: string;
  /** Address, user agent and forwarded headers of the client; absent: an operation of this process. */
  readonly client?: ClientInfo | undefined;
  /** The program that the client says it is; for the log alone, as anybody can say anything. */
  readonly program?: { readonly name: string; readonly version: string | null } | null | undefined;
  /** What the client showed of itself, as it came; tells callers apart also where nobody looks at it. */
  readonly credential?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** When its last call of a subgraph must be answered, on the clock of `performance.now()`; absent: counted from now. */
  readonly until?: number | undefined;
  /** Whether the answer may come as text. */
  readonly wantsText?: boolean | undefined;
}
