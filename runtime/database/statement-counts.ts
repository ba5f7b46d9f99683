import { AsyncLocalStorage } from 'node:async_hooks';

/** How often one text was sent. */
export interface StatementCount {
  count: number;
  /** Line of a domain that sent it the second time; null for one that was sent once, or by the runtime. */
  sentFrom: string | null;
}

/** What one operation has sent to the database. Statements that begin and end transactions are left out. */
export interface StatementCounts {
  readonly byText: ReadonlyMap<string, StatementCount>;
  /** How often a statement was sent while none was under way: those that the operation waited for one after another. */
  readonly roundTrips: number;
}

interface Counting {
  readonly byText: Map<string, StatementCount>;
  roundTrips: number;
  inFlight: number;
}

/** A store is shared by all requests: which of them sends a statement is known by the asynchronous scope alone. */
const SCOPE = new AsyncLocalStorage<Counting | undefined>();

/** Counts the statements that `work` sends by any repository of this process. */
export async function countStatements<Value>(
  work: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly counts: StatementCounts }> {
  const counting: Counting = { byText: new Map(), roundTrips: 0, inFlight: 0 };
  const value = await SCOPE.run(counting, work);
  return { value, counts: counting };
}

/** Runs what is read for all requests, such as a value that is read anew when it is too old: no single request is counted for it. */
export const uncounted = <Value>(work: () => Promise<Value>): Promise<Value> => SCOPE.run(undefined, work);

/** Notes that a statement is sent; what it returns is called when its result is there. Undefined where nobody counts. */
export function noteStatement(text: string): (() => void) | undefined {
  const counting = SCOPE.getStore();
  if (counting === undefined) return undefined;
  const entry = counting.byText.get(text) ?? { count: 0, sentFrom: null };
  entry.count += 1;
  if (entry.count === 2) entry.sentFrom = lineOfDomain(new Error().stack ?? '');
  counting.byText.set(text, entry);
  if (counting.inFlight === 0) counting.roundTrips += 1;
  counting.inFlight += 1;
  return () => {
    counting.inFlight -= 1;
  };
}

const lineOfDomain = (stack: string): string | null => /subgraphs\/[^():]+:\d+/.exec(stack)?.[0] ?? null;
