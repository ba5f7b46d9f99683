import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type pg from 'pg';
import { newId } from '../operations/ids.ts';

/** A text of notifications as a domain keeps it in its folder `notifications`. */
export interface TemplateFile {
  /** `<domain>.<name of the file>`: the name of an event, or what its `template` returns. */
  readonly name: string;
  readonly locale: string;
  readonly title: string;
  readonly body: string;
  /** HTML of e-mails; null: made from the body. */
  readonly html: string | null;
}

const FILE = /^([a-z][a-z0-9-]*)\/notifications\/([a-z0-9.-]+)\.([a-z]{2}(?:-[A-Z]{2})?)\.(txt|html)$/;
const TEXT = /^(\S[^\n]{0,199})\n\n(\S[\s\S]*)$/;

/** The locale that people without a nearer one read, so it is stored before the others. */
const FALLBACK_LOCALE = 'en';

/**
 * Reads `<domain>/notifications/<name>.<locale>.txt` of every domain: the title, an empty line, the body. A file that ends in
 * `.html` beside it is the HTML of its e-mail. English first.
 *
 * @throws one line that names a file that is not of this form.
 */
export function readTemplateFiles(folder = 'subgraphs'): TemplateFile[] {
  const paths = globSync('*/notifications/*.{txt,html}', { cwd: folder }).map((path) => path.split(sep).join('/'));
  const templates = paths.sort().flatMap((path): TemplateFile[] => {
    const [, domain, name, locale, ending] = FILE.exec(path) ?? [];
    if (domain === undefined || locale === undefined)
      throw new Error(`${join(folder, path)}: not named <event>.<locale>.txt or .html`);
    const text = readFileSync(join(folder, path), 'utf8').trimEnd();
    const other = path.replace(/(txt|html)$/, ending === 'txt' ? 'html' : 'txt');
    if (ending === 'html') {
      if (!paths.includes(other)) throw new Error(`${join(folder, path)}: there is no ${other} beside it`);
      return [];
    }
    const [, title, body] = TEXT.exec(text) ?? [];
    if (title === undefined || body === undefined)
      throw new Error(`${join(folder, path)}: is not a title of at most 200 characters, an empty line and a body`);
    const html = paths.includes(other) ? readFileSync(join(folder, other), 'utf8').trimEnd() : null;
    return [{ name: `${domain}.${name}`, locale, title, body, html }];
  });
  const isOther = ({ locale }: TemplateFile): number => (locale === FALLBACK_LOCALE ? 0 : 1);
  return templates.sort((left, right) => isOther(left) - isOther(right));
}

/**
 * Stores what has no version yet, and a next version of what differs from the newest one. A text whose newest version was
 * written by an administrator stays. Returns the names of what it stored.
 */
export async function importTemplates(client: pg.Client, files: readonly TemplateFile[]): Promise<string[]> {
  const { rows: clock } = await client.query<{ now: Date }>('SELECT now() AS now');
  const now = clock[0]?.now.getTime() ?? 0;
  // Ids sort by their millisecond, and the locale whose id is the smallest is the fallback.
  const rows = files.map((file, at) => ({ ...file, id: newId('ntt', new Date(now + at)) }));
  const { rows: stored } = await client.query<{ name: string; locale: string }>(
    `WITH newest AS (
       SELECT DISTINCT ON (name, locale) * FROM notifications.template ORDER BY name, locale, version DESC)
     INSERT INTO notifications.template (id, name, locale, version, title, body, html, is_builtin, created_at)
     SELECT f.id, f.name, f.locale, COALESCE(n.version, 0) + 1, f.title, f.body, f.html, true, now()
     FROM jsonb_to_recordset($1::jsonb) AS f(id text, name text, locale text, title text, body text, html text)
     LEFT JOIN newest n ON n.name = f.name AND n.locale = f.locale
     WHERE n.id IS NULL OR (n.is_builtin AND (n.title, n.body, n.html) IS DISTINCT FROM (f.title, f.body, f.html))
     ON CONFLICT (name, locale, version) DO NOTHING
     RETURNING name, locale`,
    [JSON.stringify(rows)],
  );
  return stored.map(({ name, locale }) => `${name}.${locale}`);
}
