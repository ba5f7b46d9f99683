import { createLoader } from '../../runtime/database/loader.ts';
import { createPageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { GraphQLRequest } from '../../runtime/executor/executor.ts';
import { createPaging } from '../../runtime/operations/connection.ts';
import { cursorPart } from '../../runtime/operations/cursor-parts.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import type { ModerationContext } from './context.ts';
import { mayReadCase, mayReadReport } from './operations/may-read.ts';
import type { ModerationCase } from './repository/cases.ts';
import type { ModerationRepository } from './repository/index.ts';

const REPORTS_OF_CASE = createPaging({
  name: 'reports-of-case',
  key: [cursorPart.id('rpt')],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

/** Returns the function that creates the context of each request. */
export function contextsOf(
  repository: ModerationRepository,
  { ask, domains, streams, now }: Pick<Host, 'ask' | 'domains' | 'streams' | 'now'>,
  { copies, appealLinks }: Pick<ModerationContext, 'copies' | 'appealLinks'>,
): (caller: Caller, request: Pick<GraphQLRequest, 'requestId'>) => ModerationContext {
  const shared = {
    ...{ repository, ask, domains, streams, now },
    caseLog: repository.caseLog,
    ...{ copies, appealLinks },
  };
  const readable = (caller: Caller, found: readonly (ModerationCase | null)[]) =>
    found.map((one) => (one !== null && mayReadCase(caller, one) ? one : null));
  return (caller, { requestId }) => ({
    ...shared,
    caller,
    requestId: requestId ?? null,
    cases: createLoader(async (ids) => readable(caller, await repository.cases(ids))),
    decidedCases: createLoader(async (ids) => readable(caller, await repository.lastDecided(ids))),
    reports: createLoader(async (ids) =>
      (await repository.reportsById(ids)).map((one) => (one !== null && mayReadReport(caller, one) ? one : null)),
    ),
    reportsOfCases: createPageLoader(REPORTS_OF_CASE, repository.reportsOfCases),
  });
}
