import { type ApiChange, changeLine, changesBetween, type Moment } from './changes.ts';
import { brokenDocuments, documentLine } from './documents.ts';
import { EXIT, type Outcome, UnreachableError } from './outcome.ts';
import { problemLine, publicSchema } from './public-schema.ts';
import { readCommit, readWorkingTree } from './snapshot.ts';

interface Question {
  readonly root: string;
  readonly config: string;
  readonly base: string;
}

/** Whether what is in the working tree composes and keeps what `base` promised to clients. */
export function checkAgainst(question: Question): Promise<Outcome> {
  return compared(question, (changes, base, now) => {
    const [breaking = [], dangerous = [], safe = []] = (['breaking', 'dangerous', 'safe'] as const).map((level) =>
      changes.filter((change) => change.level === level),
    );
    const documents = brokenDocuments(base, now);
    const failed = breaking.length + documents.length > 0;
    return {
      exitCode: failed ? EXIT.findings : EXIT.pass,
      lines: [
        ...[...breaking, ...dangerous].map(changeLine),
        ...documents.map(documentLine),
        summary(question, base, { breaking, dangerous, safe, documents }),
      ],
      json: { ok: !failed, errors: [], breaking, dangerous, safe: safe.length, documents },
    };
  });
}

/** Every change for clients since `base`, without a verdict. */
export function differencesFrom(question: Question): Promise<Outcome> {
  return compared(question, (changes) => ({
    exitCode: EXIT.pass,
    lines: changes.length > 0 ? changes.map(changeLine) : ['no changes'],
    json: { ok: true, errors: [], changes },
  }));
}

async function compared(
  { root, config, base: ref }: Question,
  judge: (changes: readonly ApiChange[], base: Moment, now: Moment) => Outcome,
): Promise<Outcome> {
  const [before, snapshot] = await Promise.all([readCommit(root, config, ref), readWorkingTree(root, config)]);
  const current = publicSchema(snapshot);
  if ('errors' in current) {
    const { errors } = current;
    return { exitCode: EXIT.findings, lines: errors.map(problemLine), json: { ok: false, errors } };
  }
  const former = publicSchema(before);
  if ('errors' in former)
    throw new UnreachableError(`${ref}: its supergraph does not compose: nothing to compare with`);
  const base = { snapshot: before, schema: former.schema };
  const now = { snapshot, schema: current.schema };
  return judge(await changesBetween(base, now), base, now);
}

function summary(
  { base }: Question,
  { schema }: Moment,
  counts: Readonly<Record<'breaking' | 'dangerous' | 'safe' | 'documents', readonly unknown[]>>,
): string {
  if (schema === null) return `composes; ${base} has no supergraph to compare with`;
  const { breaking, dangerous, safe, documents } = counts;
  return [
    `${breaking.length} breaking, ${dangerous.length} dangerous, ${safe.length} safe changes since ${base}`,
    `${documents.length} broken documents`,
  ].join('; ');
}
