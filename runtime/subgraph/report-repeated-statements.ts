import { getOperationAST, parse, print } from 'graphql';
import type { Logger } from 'pino';
import { countStatements, type StatementCount } from '../database/statement-counts.ts';
import type { Executor, GraphQLRequest } from '../executor/executor.ts';
import { levelsOf } from '../graphql/levels-of.ts';
import { createBoundedCache } from '../limits/bounded-cache.ts';

const REPORT_INTERVAL_MS = 60_000;
const MAX_REMEMBERED = 1_000;

/**
 * Logs operations that send a statement more often than they have levels of selection: a loader sends one statement for each
 * level where it is used, however many rows there are. A statement is logged at most once a minute.
 */
export function reportRepeatedStatements(
  execute: Executor,
  { log, now }: { readonly log: Pick<Logger, 'warn'>; readonly now: () => Date },
): Executor {
  const reportedAt = createBoundedCache<number>(MAX_REMEMBERED);
  const isNews = (text: string): boolean => {
    const at = now().getTime();
    if (at - (reportedAt.get(text) ?? Number.NEGATIVE_INFINITY) < REPORT_INTERVAL_MS) return false;
    reportedAt.set(text, at);
    return true;
  };
  return async (request, caller) => {
    const { value, counts } = await countStatements(async () => await execute(request, caller));
    const repeated = [...counts.byText].filter(([, { count }]) => count > 1);
    if (repeated.length === 0) return value;
    const operation = operationOf(request);
    const excess = repeated.filter(([text, { count }]) => count > operation.levels && isNews(text));
    if (excess.length > 0) {
      const { requestId } = request;
      log.warn({ requestId, ...operation, statements: excess.map(toReport) }, 'repeated statements');
    }
    return value;
  };
}

const toReport = ([text, { count, sentFrom }]: readonly [string, StatementCount]) => ({
  count,
  sentFrom,
  text: text.replace(/\s+/g, ' ').trim(),
});

/** The operation of a request that was executed, so that it parses. */
function operationOf({ query, operationName }: GraphQLRequest) {
  const document = parse(query);
  const operation = getOperationAST(document, operationName);
  return {
    operation: operation?.name?.value ?? null,
    fields: operation?.selectionSet.selections.map((selection) => print(selection).split(/[\s({]/)[0]) ?? [],
    levels: levelsOf(document),
    document: query,
  };
}
