import type { DomainWays } from './way-in.ts';

/** Ways in of the moderation domain: none but for moderators, and for people about themselves. */
export const waysOfModeration: DomainWays = {
  ways: [],
  harmless: {
    'Query.reports': 'only of the viewer',
    'Report.reporter': 'the viewer themselves, or for moderators',
    '@Report': 'only of the viewer',
    'Query.moderationQueue': 'for moderators',
    'Query.moderationCase': 'for moderators, and decided cases about the viewer',
    '@ModerationCase': 'one of Query.moderationCase, by the same loader',
    '@MediaModeration': 'has cases that Query.moderationCase shows, by the same rule',
    'ModerationCase.owner': 'for moderators, and the viewer themselves',
    'ModerationCase.claimedBy': 'for moderators',
    'DecidedCase.decidedBy': 'for moderators',
    'Query.casesAboutMe': 'only about the viewer',
    'Query.moderationCasesCursor': 'a position, for moderators',
    'Subscription.moderationCaseAdded': 'for moderators, by the loader of Query.moderationCase',
    'GET /moderation/appeal': 'a signed link, which says the reason of the suspension to whom it was sent',
    'POST /moderation/appeal': 'the same link',
    'Query.auditLog': 'for administrators',
  },
};
