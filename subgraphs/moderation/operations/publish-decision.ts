import type { CaseDecided } from '../events.ts';
import {
  caseDecided,
  contentHidden,
  contentRemoved,
  contentRestored,
  personSuspended,
  personWarned,
  reportsReviewed,
} from '../events.ts';
import type { ModerationCase } from '../repository/cases.ts';
import type { ModerationStore } from '../repository/index.ts';

type Store = Pick<ModerationStore, 'announce' | 'reportersOf'>;

/** A case with its decision. */
export type DecidedCase = ModerationCase & Pick<CaseDecided, 'decision' | 'reason'> & { readonly decidedAt: Date };

/** People whom one event names. */
const REPORTERS_PER_EVENT = 500;

/** Publishes a decision in its transaction: for the domain that obeys, and for the people whom it concerns. */
export async function publishDecision(store: Store, decided: DecidedCase): Promise<void> {
  const { id: caseId, subjectId, kind, ownerId, decision, reason, decidedAt } = decided;
  const at = decidedAt.toISOString();
  const until = decided.until?.toISOString() ?? null;
  await publishEffect(store, decided, at);
  await store.announce(caseDecided, { caseId, subjectId, kind, decision, ownerId, reason, until, at }, decidedAt);
  const reporterIds = await store.reportersOf(caseId);
  for (let from = 0; from < reporterIds.length; from += REPORTERS_PER_EVENT) {
    const some = reporterIds.slice(from, from + REPORTERS_PER_EVENT);
    await store.announce(reportsReviewed, { caseId, reporterIds: some, at }, decidedAt);
  }
}

async function publishEffect(store: Store, decided: DecidedCase, at: string): Promise<void> {
  const { id: caseId, subjectId, kind, ownerId, decision, reason, decidedAt, until } = decided;
  const content = { subjectId, kind, ownerId, at };
  if (decision === 'HIDE') return store.announce(contentHidden, content, decidedAt);
  if (decision === 'REMOVE') return store.announce(contentRemoved, content, decidedAt);
  // The file waits for this.
  if (decided.isQuarantine) await store.announce(contentRestored, content, decidedAt);
  if (ownerId === null) return;
  if (decision === 'WARN')
    return store.announce(personWarned, { userId: ownerId, caseId, subjectId, reason, at }, decidedAt);
  if (decision !== 'SUSPEND') return;
  const end = until?.toISOString() ?? null;
  await store.announce(personSuspended, { userId: ownerId, caseId, reason, until: end, at }, decidedAt);
}
