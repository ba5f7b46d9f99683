import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, once, type Replayable } from '../../../runtime/idempotency/once.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ModerationContext } from '../context.ts';
import type { ModerationStore } from '../repository/index.ts';
import { type AnnouncingNeeds, announceWaiting } from './announce-waiting.ts';
import { areOwnFiles } from './check-evidence.ts';
import { type FoundSubject, findSubject } from './find-subject.ts';

/** Reports of one person within an hour. */
export const MAX_REPORTS_PER_HOUR = 30;
const HOUR_MS = 60 * 60 * 1_000;
const MAX_EVIDENCE = 10;

const REASONS = [
  ...(['SPAM', 'HARASSMENT', 'HATE', 'VIOLENCE', 'SELF_HARM', 'SEXUAL_CONTENT', 'CHILD_SAFETY', 'UNDERAGE'] as const),
  ...(['IMPERSONATION', 'SCAM', 'ILLEGAL_GOODS', 'PRIVACY', 'INTELLECTUAL_PROPERTY', 'OTHER'] as const),
] as const;

/** Somebody may be in danger. */
const URGENT_REASONS: ReadonlySet<string> = new Set(['SELF_HARM', 'CHILD_SAFETY']);

const INPUT = z
  .object({
    subject: z.string().max(100),
    reason: z.enum(REASONS),
    text: text('A report', { max: 1_000 }).nullish(),
    evidenceIds: z
      .array(z.string().max(100))
      .max(MAX_EVIDENCE, `A report has at most ${MAX_EVIDENCE} files.`)
      .nullish(),
    idempotencyKey,
  })
  .refine(({ reason, text }) => reason !== 'OTHER' || text != null, {
    message: 'Say what is wrong.',
    path: ['text'],
  });

type Input = z.infer<typeof INPUT>;

interface TooManyAttempts extends RefusalOf<'TooManyAttempts'> {
  readonly retryAfter: number;
}

/** Why a report is not received. */
type ReportRefusal = InvalidInput | NotFound | RefusalOf<'NotPermitted'> | TooManyAttempts;

interface Needs extends AnnouncingNeeds, Pick<ModerationContext, 'caller' | 'now' | 'ask' | 'copies'> {
  readonly repository: Pick<ModerationContext['repository'], 'transaction'>;
}

/**
 * Reports something that the viewer can see, and opens a case unless one of it is open. What the viewer cannot see is
 * refused like what does not exist. Returns the id of the report.
 */
export async function report(
  needs: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly reportId: string }, ReportRefusal | IdempotencyRefusal>> {
  const { caller, now } = needs;
  const viewerId = viewerOf(caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return { ...input, isReplay: false };
  const { idempotencyKey: key, ...facts } = input.value;
  // Asked before the transaction, so that it is short; judged within, so that a repetition gets the outcome of the first
  // call even when the content is hidden by now, or its domain is away.
  const [found] = await Promise.allSettled([readFacts(needs, viewerId, facts)]);
  const at = now();
  let isNewCase = false;
  const call = { scope: viewerId, operation: 'report', key, input: facts };
  const outcome = await once(
    needs,
    call,
    async (store: ModerationStore): Promise<Result<{ readonly reportId: string }, ReportRefusal>> => {
      if (found.status === 'rejected') throw found.reason;
      const { subject, hasEvidence } = found.value;
      if (subject === null) return notFound('There is nothing with this id.', 'subject');
      if (!hasEvidence) return noSuchFile;
      if (subject.ownerId === viewerId) return ownContent;
      const tooMany = await findRateRefusal(store, viewerId, at);
      if (tooMany !== null) return tooMany;
      const caseId = newId('mod', at);
      const openId = await store.openCase(draftOf(needs, caseId, facts, subject, at));
      const reportId = await store.addReport({
        ...{ id: newId('rpt', at), reporterId: viewerId, caseId: openId, subjectId: facts.subject, kind: subject.kind },
        ...{ reason: facts.reason, text: facts.text ?? null, evidenceIds: facts.evidenceIds ?? [], createdAt: at },
      });
      isNewCase = openId === caseId;
      if (isNewCase) await store.logCase(caseId, at);
      return done({ reportId });
    },
  );
  if (isNewCase && outcome.ok) await announceWaiting(needs);
  return outcome;
}

async function readFacts(needs: Needs, viewerId: string, { subject, evidenceIds }: Omit<Input, 'idempotencyKey'>) {
  const [found, hasEvidence] = await Promise.all([
    findSubject(needs, subject),
    areOwnFiles(needs, viewerId, evidenceIds ?? []),
  ]);
  return { subject: found, hasEvidence };
}

function draftOf(
  { copies }: Pick<Needs, 'copies'>,
  id: string,
  { subject: subjectId, reason }: Pick<Input, 'subject' | 'reason'>,
  { kind, ownerId, content }: FoundSubject,
  openedAt: Date,
) {
  const sealedCopy = copies.seal(id, { ...content, createdAt: new Date(content.createdAt), labels: [] });
  const priority = URGENT_REASONS.has(reason) ? 0 : 1;
  return { id, subjectId, kind, ownerId, sealedCopy, priority, isQuarantine: false, openedAt };
}

async function findRateRefusal(store: Pick<ModerationStore, 'recentReports'>, viewerId: string, at: Date) {
  const { count, oldestAt } = await store.recentReports(viewerId, new Date(at.getTime() - HOUR_MS));
  if (count < MAX_REPORTS_PER_HOUR || oldestAt === null) return null;
  return refuse<TooManyAttempts>({
    __typename: 'TooManyAttempts',
    message: 'You have reported a lot. Try again later.',
    path: ['input'],
    retryAfter: Math.max(1, Math.ceil((oldestAt.getTime() + HOUR_MS - at.getTime()) / 1_000)),
  });
}

const noSuchFile = refuse<InvalidInput>({
  __typename: 'InvalidInput',
  message: 'Evidence consists of your own files.',
  path: ['input', 'evidenceIds'],
});

const ownContent = refuse<RefusalOf<'NotPermitted'>>({
  __typename: 'NotPermitted',
  message: 'You cannot report yourself.',
  path: ['input', 'subject'],
});
