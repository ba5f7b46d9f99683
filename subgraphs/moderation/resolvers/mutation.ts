import { payloadOf } from '../../../runtime/operations/result.ts';
import type { MutationResolvers } from '../generated.ts';
import { appealDecision } from '../operations/appeal-decision.ts';
import { claimCase } from '../operations/claim-case.ts';
import { decideAppeal } from '../operations/decide-appeal.ts';
import { decideCase } from '../operations/decide-case.ts';
import { report } from '../operations/report.ts';

/** Root fields that change something. */
export const mutation: MutationResolvers = {
  async report(_, { input }, context) {
    const { isReplay, ...result } = await report(context, input);
    if (!result.ok) return { report: null, isReplay, errors: [result.refusal] };
    return { report: await context.reports.load(result.value.reportId), isReplay, errors: [] };
  },
  claimCase: async (_, { input }, context) => payloadOf('case', await claimCase(context, input)),
  decideCase: async (_, { input }, context) => payloadOf('case', await decideCase(context, input)),
  appealDecision: async (_, { input }, context) => payloadOf('case', await appealDecision(context, input)),
  decideAppeal: async (_, { input }, context) => payloadOf('case', await decideAppeal(context, input)),
};
