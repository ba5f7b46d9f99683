import { z } from 'zod';
import { serviceCaller } from '../../../runtime/executor/caller.ts';
import { isId } from '../../../runtime/operations/ids.ts';
import type { ModerationContext } from '../context.ts';
import type { SubjectKind } from '../repository/cases.ts';

/** What can be reported, by the prefix of its id: what it is, and the domain that has it. */
const KINDS: Readonly<Record<string, { readonly kind: SubjectKind; readonly domain: string }>> = {
  usr: { kind: 'PERSON', domain: 'auth' },
  prf: { kind: 'PROFILE', domain: 'profile' },
  msg: { kind: 'MESSAGE', domain: 'chat' },
  str: { kind: 'STREAM', domain: 'streaming' },
  rec: { kind: 'RECORDING', domain: 'streaming' },
  fil: { kind: 'MEDIA', domain: 'media' },
  pst: { kind: 'POST', domain: 'social' },
  cmt: { kind: 'COMMENT', domain: 'social' },
  dpf: { kind: 'DISCOVERY_PROFILE', domain: 'discovery' },
  dpm: { kind: 'DISCOVERY_PROMPT', domain: 'discovery' },
  dlk: { kind: 'DISCOVERY_COMMENT', domain: 'discovery' },
  res: { kind: 'RESUME', domain: 'resume' },
  prj: { kind: 'PROJECT', domain: 'projects' },
  prp: { kind: 'PROPOSAL', domain: 'projects' },
  pqn: { kind: 'PROJECT_QUESTION', domain: 'projects' },
  crv: { kind: 'CONTRACT_REVIEW', domain: 'projects' },
  prd: { kind: 'PRODUCT', domain: 'commerce' },
  prv: { kind: 'PRODUCT_REVIEW', domain: 'commerce' },
};

const SUBJECT = /* GraphQL */ `
  query ReportedSubject($id: ID!) {
    moderationSubject(id: $id) {
      ownerId
      text
      mediaFileIds
      createdAt
    }
  }
`;

const ANSWER = z
  .object({
    ownerId: z.string().nullable(),
    text: z.string().nullable(),
    mediaFileIds: z.array(z.string()),
    createdAt: z.string(),
  })
  .nullable();

/** Something that the viewer can see, and what it holds. */
export interface FoundSubject {
  readonly kind: SubjectKind;
  readonly ownerId: string;
  readonly content: {
    readonly text: string | null;
    readonly mediaFileIds: readonly string[];
    readonly createdAt: string;
  };
}

/**
 * Finds what the viewer reports: its domain is asked as the viewer, and then as this domain for all that it holds. Null for
 * what the viewer cannot see, and for what belongs to nobody any more.
 *
 * @throws a fault `UNAVAILABLE` when the domain does not answer.
 */
export async function findSubject(
  { ask, caller }: Pick<ModerationContext, 'ask' | 'caller'>,
  id: string,
): Promise<FoundSubject | null> {
  const prefix = id.slice(0, id.indexOf('_'));
  const found = isId(prefix, id) ? KINDS[prefix] : undefined;
  if (found === undefined) return null;
  const { kind, domain } = found;
  const seen = await ask(domain, SUBJECT, { id }, caller);
  if (seen['moderationSubject'] == null) return null;
  const stored = await ask(domain, SUBJECT, { id }, serviceCaller('moderation'));
  const subject = ANSWER.parse(stored['moderationSubject'] ?? null);
  if (subject === null || subject.ownerId === null) return null;
  const { ownerId, ...content } = subject;
  return { kind, ownerId, content };
}
