import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { nearestLocale } from '../../../../runtime/text/nearest-locale.ts';
import type { NotificationsContext } from '../../context.ts';
import type { NotificationsStore, NotificationTemplate } from '../../repository/index.ts';
import { TEMPLATE_TEXT, templateName, templateValues } from '../input-rules.ts';
import { senderScope } from '../require-sender.ts';
import { placeholdersOf, type RenderedText, renderTemplate } from './render-template.ts';

export interface TemplateNeeds extends Pick<NotificationsContext, 'caller' | 'requestId' | 'now'> {
  readonly repository: Pick<NotificationsStore, 'newestOf'> & {
    transaction<T>(
      work: (
        store: Pick<NotificationsStore, 'lockTemplate' | 'newestOf' | 'addTemplate' | 'recordAudit'>,
      ) => Promise<T>,
    ): Promise<T>;
  };
}

type TemplateText = Pick<NotificationTemplate, 'name' | 'locale' | 'title' | 'body' | 'html'>;

type TemplateExists = RefusalOf<'TemplateExists'>;
type TemplateChanged = RefusalOf<'TemplateChanged'> & { readonly currentVersion: number };

const CREATE = z.object({ name: templateName, locale: z.string(), ...TEMPLATE_TEXT });
const UPDATE = CREATE.extend({ version: z.int().nullish() });
const PREVIEW = z.object({
  name: templateName.nullish(),
  locale: z.string().nullish(),
  title: TEMPLATE_TEXT.title.nullish(),
  body: TEMPLATE_TEXT.body.nullish(),
  html: TEMPLATE_TEXT.html,
  data: templateValues,
});

/** Creates the first version of a template in a locale. */
export async function createTemplate(
  needs: TemplateNeeds,
  input: unknown,
): Promise<Result<NotificationTemplate, InvalidInput | TemplateExists>> {
  const { caller, now, repository } = needs;
  const createdBy = viewerOf(caller);
  const parsed = parseInput(CREATE, input);
  if (!parsed.ok) return parsed;
  const { name, locale, title, body, html = null } = parsed.value;
  return repository.transaction(async (store) => {
    await store.lockTemplate(name);
    const existing = await store.newestOf(name);
    if (existing.some((template) => template.locale === locale)) {
      const message = 'A template with this name and locale already exists.';
      return refuse({ __typename: 'TemplateExists', message, path: ['input', 'name'] });
    }
    const at = now();
    const draft = { id: newId('ntt', at), name, locale, title, body, html, createdBy, createdAt: at };
    const audited = { action: 'createNotificationTemplate', subjectId: draft.id, after: textOf(draft) };
    await store.recordAudit(needs, { ...audited, scope: senderScope(caller) });
    return done(await store.addTemplate(draft));
  });
}

/** What a template says, for the audit log. */
const textOf = ({ name, locale, title, body, html }: TemplateText) => ({ name, locale, title, body, html });

/** Creates the next version of a template, unless it was changed in the meantime. */
export async function updateTemplate(
  needs: TemplateNeeds,
  input: unknown,
): Promise<Result<NotificationTemplate, InvalidInput | NotFound | TemplateChanged>> {
  const { caller, now, repository } = needs;
  const createdBy = viewerOf(caller);
  const parsed = parseInput(UPDATE, input);
  if (!parsed.ok) return parsed;
  const { name, locale, version, title, body, html = null } = parsed.value;
  return repository.transaction(async (store) => {
    await store.lockTemplate(name);
    const current = (await store.newestOf(name)).find((template) => template.locale === locale);
    if (current === undefined) return notFound('There is no template with this name and locale.', 'name');
    if (version != null && version !== current.version) {
      const message = 'The template was changed in the meantime. Reload it and try again.';
      const path = ['input', 'version'];
      return refuse({ __typename: 'TemplateChanged', message, path, currentVersion: current.version });
    }
    const at = now();
    const draft = { id: newId('ntt', at), name, locale, title, body, html, createdBy, createdAt: at };
    const audited = { action: 'updateNotificationTemplate', before: textOf(current), after: textOf(draft) };
    await store.recordAudit(needs, { ...audited, scope: senderScope(caller), subjectId: draft.id });
    return done(await store.addTemplate(draft));
  });
}

/** Renders a template, or a text that is not stored, and lists placeholders without a value. */
export async function previewTemplate(
  { repository }: Pick<TemplateNeeds, 'repository'>,
  input: unknown,
): Promise<Result<RenderedText & { readonly missing: string[] }, InvalidInput | NotFound>> {
  const parsed = parseInput(PREVIEW, input);
  if (!parsed.ok) return parsed;
  const { name, locale, title, body, html, data } = parsed.value;
  const stored = name == null ? null : nearestLocale(await repository.newestOf(name), locale ?? 'en');
  if (name != null && stored === null) return notFound('There is no template with this name.', 'name');
  const shown = { title: title ?? stored?.title, body: body ?? stored?.body, html: html ?? stored?.html ?? null };
  if (shown.title === undefined || shown.body === undefined) {
    const message = 'Enter a template name, or a title and a body.';
    return refuse({ __typename: 'InvalidInput', message, path: ['input'] });
  }
  const text = { title: shown.title, body: shown.body, html: shown.html };
  const missing = placeholdersOf(text).filter((placeholder) => !Object.hasOwn(data, placeholder));
  return done({ ...renderTemplate(text, data), missing });
}
