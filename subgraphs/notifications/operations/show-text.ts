import type { NotificationsContext } from '../context.ts';
import { ACTOR_PLACEHOLDER } from '../events.ts';
import type { Notification } from '../repository/index.ts';
import { type RenderedText, renderTemplate } from './render-template.ts';

/** For an actor who is gone or hidden, by language. */
const SOMEBODY: Readonly<Record<string, string>> = { en: 'Somebody', de: 'Jemand', ru: 'Кто-то' };

/** What showing a notification's text needs. */
export type TextNeeds = Pick<NotificationsContext, 'templates' | 'names'>;

/** A notification's text as its reader may see it now, and the name of its template. */
export async function showText(
  { templates, names }: TextNeeds,
  notification: Pick<Notification, 'templateId' | 'actorId' | 'data'>,
): Promise<RenderedText & { readonly template: string }> {
  const { templateId, actorId, data } = notification;
  const [template, name] = await Promise.all([
    templates.load(templateId),
    actorId === null ? null : names.load(actorId),
  ]);
  if (template === null) throw new Error(`there is no template ${templateId}`);
  const somebody = SOMEBODY[template.locale.split('-')[0] ?? ''] ?? SOMEBODY['en'] ?? '';
  // Of an actor who has deleted their account not even the id is left; a text may have a value of that name itself.
  const values = { [ACTOR_PLACEHOLDER]: somebody, ...data, ...(name === null ? {} : { [ACTOR_PLACEHOLDER]: name }) };
  return { ...renderTemplate(template, values), template: template.name };
}
