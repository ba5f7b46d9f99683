import { parse } from 'yaml';
import { z } from 'zod';
import { UnreachableError } from './outcome.ts';

/** A break that its authors want: the coordinate that changes, why, and when that was decided (`YYYY-MM-DD`). */
export interface Approval {
  readonly coordinate: string;
  readonly reason: string;
  readonly date: string;
}

const MIN_REASON_LENGTH = 10;

const FILE = z.strictObject({
  approvals: z.array(
    z.strictObject({
      coordinate: z.string().min(1),
      reason: z.string().trim().min(MIN_REASON_LENGTH),
      date: z.iso.date(),
    }),
  ),
});

/**
 * Reads the approvals of a YAML file: `approvals`, a list of `coordinate`, `reason` and `date`.
 *
 * @throws UnreachableError, in one line, for a text of another form.
 */
export function parseApprovals(text: string, file: string): readonly Approval[] {
  const parsed = FILE.safeParse(parsedYaml(text, file));
  if (parsed.success) return parsed.data.approvals;
  const [issue] = parsed.error.issues;
  throw new UnreachableError(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a list of approvals'}`);
}

/**
 * The approvals that count between two moments: those that came with the change. What stood in the file at the base was
 * for an earlier change and lets no other break of the same coordinate pass.
 */
export const newApprovals = (base: readonly Approval[], now: readonly Approval[]): readonly Approval[] =>
  now.filter((approval) => !base.some((earlier) => isSame(earlier, approval)));

const isSame = (one: Approval, other: Approval): boolean =>
  one.coordinate === other.coordinate && one.reason === other.reason && one.date === other.date;

function parsedYaml(text: string, file: string): unknown {
  try {
    return parse(text) ?? { approvals: [] };
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UnreachableError(`${file}: not YAML: ${reason}`, { cause: error });
  }
}
