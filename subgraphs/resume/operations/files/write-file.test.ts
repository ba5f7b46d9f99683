import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { writeFile } from './write-file.ts';

const resume = resumeWith(
  {},
  {
    summary: 'Builds *engines* & <b>more</b>\n1. first\n- second',
    basics: {
      name: 'Ada',
      label: null,
      email: 'ada@example.org',
      phone: null,
      url: null,
      location: null,
      profiles: [],
    },
  },
);
const file = { template: 'CLASSIC', locale: 'ru' } as const;
const textOf = async (format: 'JSON' | 'MARKDOWN'): Promise<string> => {
  const written = await writeFile(createWorld().context, resume, { ...file, format });
  return written.ok ? new TextDecoder().decode(written.value.bytes) : '';
};

test('Markdown has headings of the language, and texts that read as they were written', async () => {
  const text = await textOf('MARKDOWN');
  expect(text).toContain('# Ada\n\n**Engineer**\n\n[ada@example.org](<mailto:ada@example.org>)\n\n## О себе');
  expect(text).toContain(String.raw`Builds \*engines\* &amp; \<b\>more\</b\>`);
  expect(text).toContain(String.raw`1\. first`);
  expect(text).toContain(String.raw`\- second`);
});

test('JSON is a document of JSON Resume', async () => {
  expect(JSON.parse(await textOf('JSON'))).toMatchObject({ basics: { name: 'Ada', email: 'ada@example.org' } });
});

test.each([
  [
    { kind: 'missing-glyphs', characters: ['東'] },
    { __typename: 'GlyphMissing', characters: ['東'] },
  ],
  [
    { kind: 'too-many-pages', limit: 10 },
    { __typename: 'TooManyPages', limit: 10 },
  ],
])('a PDF that cannot be is refused: %j', async (rendered, refusal) => {
  const { context } = createWorld({ rendered });
  expect(await writeFile(context, resume, { ...file, format: 'PDF' })).toMatchObject({ ok: false, refusal });
});

test('one that takes too long is a fault that may pass', async () => {
  const { context } = createWorld({ rendered: { kind: 'over-budget' } });
  await expect(writeFile(context, resume, { ...file, format: 'PDF' })).rejects.toMatchObject({
    extensions: { code: 'UNAVAILABLE' },
  });
});
