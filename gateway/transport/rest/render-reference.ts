import { z } from 'zod';
import { escapeMarkup } from '../../../runtime/text/escape-markup.ts';

const CONTENT = z.record(z.string(), z.object({ example: z.unknown().optional() }));
const OPERATION = z.object({
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.unknown()),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        example: z.unknown().optional(),
      }),
    )
    .optional(),
  requestBody: z.object({ content: CONTENT }).optional(),
  responses: z.record(z.string(), z.object({ content: CONTENT.optional() })),
});
const DOCUMENT = z.object({
  info: z.object({ title: z.string(), description: z.string() }),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), OPERATION)),
});

type Operation = z.infer<typeof OPERATION>;

/** The page that shows an OpenAPI document, whole and without scripts. `style` is its style sheet. */
export function renderReference(openApi: string, style: string): string {
  const { info, tags, paths } = DOCUMENT.parse(JSON.parse(openApi));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const groups = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    const shown = own.map(({ path, method, operation }) => renderOperation(path, method, operation));
    return `<h2 id="${anchor(name)}">${escapeMarkup(name)}</h2><p>${escapeMarkup(description)}</p>${shown.join('\n')}`;
  });
  const links = tags.map(({ name }) => `<a href="#${anchor(name)}">${escapeMarkup(name)}</a>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeMarkup(info.title)}</title>
<style>${style}</style></head><body><h1>${escapeMarkup(info.title)}</h1><p>${escapeMarkup(info.description)}</p>
<p><a href="/v1/openapi.json">OpenAPI 3.1 document</a> · <a href="/">GraphQL explorer</a></p><nav>${links.join('')}</nav>
${groups.join('\n')}</body></html>`;
}

const anchor = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

function renderOperation(path: string, method: string, operation: Operation): string {
  const { summary, description, security, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(
    ({ name, in: where, required, description: text = '' }) =>
      `<tr><td><code>${escapeMarkup(name)}</code></td><td>${where}${required === true ? ', required' : ''}</td><td>${escapeMarkup(text)}</td></tr>`,
  );
  const shown = Object.entries(responses).flatMap(([status, { content }]) =>
    status === 'default'
      ? []
      : [`<h3>${status}</h3>${content === undefined ? '<p>No body.</p>' : renderContent(content)}`],
  );
  return `<details><summary><b>${method}</b><code>/v1${escapeMarkup(path)}</code><span>${escapeMarkup(summary)}</span></summary><div>
<p>${escapeMarkup(description ?? '')} ${security.length === 0 ? 'For everybody.' : 'For people who are signed in.'}</p>
${rows.length === 0 ? '' : `<table>${rows.join('')}</table>`}
${requestBody === undefined ? '' : `<h3>Body</h3>${renderContent(requestBody.content)}`}${shown.join('')}</div></details>`;
}

const renderContent = (content: z.infer<typeof CONTENT>): string =>
  Object.entries(content)
    .map(
      ([type, { example }]) =>
        `<p><code>${escapeMarkup(type)}</code></p>${example === undefined ? '' : `<pre>${escapeMarkup(JSON.stringify(example, null, 2))}</pre>`}`,
    )
    .join('');
