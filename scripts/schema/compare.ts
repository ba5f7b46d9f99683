import { changeAnnotation, documentAnnotation } from './annotations.ts';
import { newApprovals } from './approvals.ts';
import { type ApiChange, changeLine, changesBetween, type Moment } from './changes.ts';
import { notComposed } from './composition-problems.ts';
import type { ChangeLevel } from './contract-change.ts';
import { brokenDocuments, documentLine } from './documents.ts';
import { EXIT, type Outcome, UnreachableError } from './outcome.ts';
import { publicContract } from './public-schema.ts';
import { readCommit, readWorkingTree } from './snapshot.ts';

interface Question {
  readonly root: string;
  readonly config: string;
  readonly base: string;
}

/** Whether what is in the working tree composes and keeps what `base` promised to clients, but for what is approved. */
export function checkAgainst(question: Question): Promise<Outcome> {
  return compared(question, (changes, base, now) => {
    const of = (level: ChangeLevel) => changes.filter((change) => change.level === level);
    const approvals = newApprovals(base.snapshot.approvals, now.snapshot.approvals);
    const isApproved = ({ coordinate }: ApiChange) => approvals.some((approval) => approval.coordinate === coordinate);
    const approved = of('breaking').filter(isApproved);
    const breaking = of('breaking').filter((change) => !isApproved(change));
    const unused = approvals.filter(({ coordinate }) => !approved.some((change) => change.coordinate === coordinate));
    // That clients' former documents break is what an approved break means; those of now must hold.
    const isExpected = approved.length > 0 && breaking.length === 0;
    const documents = brokenDocuments(base, now).filter(({ at }) => at === 'now' || !isExpected);
    const dangerous = of('dangerous');
    const safe = of('safe');
    const failed = breaking.length + documents.length > 0;
    return {
      exitCode: failed ? EXIT.findings : EXIT.pass,
      lines: [
        ...[...breaking, ...dangerous].map(changeLine),
        ...documents.map(documentLine),
        ...approved.map((change) => `${changeLine(change)} (approved)`),
        ...unused.map(({ coordinate }) => `schema-approvals.yaml: ${coordinate} is approved, but nothing breaks there`),
        summary(question, base, { breaking, dangerous, safe, documents, approved }),
      ],
      json: { ok: !failed, errors: [], breaking, dangerous, safe: safe.length, documents, approved, unused },
      annotations: [
        ...[...breaking, ...dangerous].map(changeAnnotation),
        ...documents.map(documentAnnotation),
        ...approved.map((change) => ({ ...changeAnnotation(change), level: 'notice' as const })),
      ],
    };
  });
}

/** Every change for clients since `base`, without a verdict. */
export function differencesFrom(question: Question): Promise<Outcome> {
  return compared(question, (changes) => ({
    exitCode: EXIT.pass,
    lines: changes.length > 0 ? changes.map(changeLine) : ['no changes'],
    json: { ok: true, errors: [], changes },
    annotations: changes.map(changeAnnotation),
  }));
}

async function compared(
  { root, config, base: ref }: Question,
  judge: (changes: readonly ApiChange[], base: Moment, now: Moment) => Outcome,
): Promise<Outcome> {
  const [before, snapshot] = await Promise.all([readCommit(root, config, ref), readWorkingTree(root, config)]);
  const current = publicContract(snapshot);
  if ('errors' in current) return notComposed(current.errors);
  const former = publicContract(before);
  if ('errors' in former)
    throw new UnreachableError(`${ref}: its supergraph does not compose: nothing to compare with`);
  const base = { snapshot: before, contract: former.contract };
  const now = { snapshot, contract: current.contract };
  return judge(await changesBetween(base, now), base, now);
}

function summary(
  { base }: Question,
  { contract }: Moment,
  counts: Readonly<Record<ChangeLevel | 'documents' | 'approved', readonly unknown[]>>,
): string {
  if (contract === null) return `composes; ${base} has no supergraph to compare with`;
  const { breaking, dangerous, safe, documents, approved } = counts;
  return [
    `${breaking.length} breaking, ${dangerous.length} dangerous, ${safe.length} safe changes since ${base}`,
    `${documents.length} broken documents`,
    ...(approved.length > 0 ? [`${approved.length} approved breaks`] : []),
  ].join('; ');
}
