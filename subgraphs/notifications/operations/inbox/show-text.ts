import type { NotificationsContext } from '../../context.ts';
import { ACTOR_PLACEHOLDER } from '../../events.ts';
import type { Notification } from '../../repository/index.ts';
import { type RenderedText, renderTemplate } from '../templates/render-template.ts';
import { type HiddenReason, hiddenReason } from './hidden-reason.ts';

/** Name shown for an actor who is deleted or hidden, by language. */
const SOMEBODY: Readonly<Record<string, string>> = { en: 'Somebody', de: 'Jemand', ru: 'Кто-то' };

export type TextNeeds = Pick<NotificationsContext, 'templates' | 'names' | 'relations' | 'hiddenSubjects'>;

/** A notification's text as its reader may see it now, and the name of its template; or why they may not see it. */
type ShownText = { readonly template: string } & (
  | { readonly hidden: null; readonly text: RenderedText }
  | { readonly hidden: HiddenReason; readonly text: null }
);

/** The stream whose title a notification quotes; null when it quotes nothing of what people have written. */
export const quotedSubjectOf = ({
  type,
  streamId,
  subjectId,
}: Pick<Notification, 'type' | 'streamId' | 'subjectId'>): string | null =>
  type === 'LIVE_STREAM' ? (subjectId ?? streamId) : null;

/** Values that only some notifications of a template have: a paragraph without one is left out. */
const OPTIONAL_VALUES = { until: null, appealUrl: null };

/** Values that are made when a text is shown, for what its channel may carry: never stored. */
export type LinksOf = (template: {
  readonly name: string;
  readonly locale: string;
}) => Readonly<Record<string, string>>;

/** A notification's text for its reader. */
export async function showText(
  { templates, names, relations, hiddenSubjects }: TextNeeds,
  notification: Pick<Notification, 'type' | 'templateId' | 'actorId' | 'data' | 'streamId' | 'subjectId'>,
  linksOf: LinksOf = () => ({}),
): Promise<ShownText> {
  const { templateId, actorId, data } = notification;
  const quotedId = quotedSubjectOf(notification);
  const [template, name, relation, isContentHidden] = await Promise.all([
    templates.load(templateId),
    actorId === null ? null : names.load(actorId),
    actorId === null ? null : relations.load(actorId),
    quotedId === null ? null : hiddenSubjects.load(quotedId),
  ]);
  if (template === null) throw new Error(`no template named ${templateId}`);
  const reason = relation === null ? null : hiddenReason(notification, relation);
  const hidden = isContentHidden === true ? 'CONTENT_HIDDEN' : reason;
  if (hidden !== null) return { template: template.name, hidden, text: null };
  const somebody = SOMEBODY[template.locale.split('-')[0] ?? ''] ?? SOMEBODY['en'] ?? '';
  // Of an actor who has deleted their account not even the id is left; a text may have a value of that name itself.
  const links = { ...OPTIONAL_VALUES, ...linksOf(template) };
  const named = name === null ? {} : { [ACTOR_PLACEHOLDER]: name };
  const values = { ...links, [ACTOR_PLACEHOLDER]: somebody, ...data, ...named };
  return { template: template.name, hidden: null, text: renderTemplate(template, values) };
}
