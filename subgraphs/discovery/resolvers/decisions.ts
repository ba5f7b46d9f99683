import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type {
  DiscoveryDecisionResolvers,
  DiscoveryLikeResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated.ts';
import { likeProfile } from '../operations/decisions/like-profile.ts';
import { passProfile } from '../operations/decisions/pass-profile.ts';
import { rewindLastDecision } from '../operations/decisions/rewind-last-decision.ts';
import { superlikeProfile } from '../operations/decisions/superlike-profile.ts';
import { readQuota } from '../operations/quotas/read-quota.ts';
import { likePayload } from './payload.ts';

const DECISIONS = createPaging({
  name: 'discoveryHistory',
  key: [cursorPart.id('dlk')],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

export const decisionQueries: Pick<QueryResolvers, 'discoveryHistory' | 'discoveryQuota'> = {
  discoveryHistory: (_, { decision = null, ...page }, { caller, repository }) =>
    DECISIONS.read(page, (request) => repository.decisionPage(viewerOf(caller), decision, request)),
  discoveryQuota: (_, __, context) => readQuota(context),
};

export const decisionMutations: Pick<
  MutationResolvers,
  'likeProfile' | 'superlikeProfile' | 'passProfile' | 'rewindLastDecision'
> = {
  likeProfile: async (_, { input }, context) => likePayload(context, await likeProfile(context, input)),
  superlikeProfile: async (_, { input }, context) => likePayload(context, await superlikeProfile(context, input)),
  async passProfile(_, { input }, context) {
    const passed = await passProfile(context, input);
    return passed.ok ? { user: { id: passed.value }, errors: [] } : { user: null, errors: [passed.refusal] };
  },
  async rewindLastDecision(_, __, context) {
    const rewound = await rewindLastDecision(context);
    return rewound.ok
      ? { user: await context.visiblePeople.load(rewound.value), errors: [] }
      : { user: null, errors: [rewound.refusal] };
  },
};

/** Decisions of the contract, for those who made them. */
export const decisionEntities: {
  DiscoveryLike: DiscoveryLikeResolvers;
  DiscoveryDecision: DiscoveryDecisionResolvers;
} = {
  DiscoveryLike: {
    user: ({ otherId }, _, { visiblePeople }) => visiblePeople.load(otherId),
    isSuperlike: ({ kind }) => kind === 'SUPERLIKE',
    likedAt: ({ decidedAt }) => decidedAt,
  },
  DiscoveryDecision: {
    user: ({ otherId }, _, { visiblePeople }) => visiblePeople.load(otherId),
    decision: ({ kind }) => kind,
  },
};
