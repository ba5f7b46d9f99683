import { expect, test } from '@jest/globals';
import { readPdf } from '../../../../runtime/pdf/fixtures/read-pdf.ts';
import { createPdfFonts } from '../../../../runtime/pdf/pdf-fonts.ts';
import { writePdf } from '../../../../runtime/pdf/write-pdf.ts';
import { resumeWith } from '../../fixtures/operation-world.ts';
import { layOutPdf } from './lay-out-pdf.ts';

const entry = { location: null, description: null, url: null, summary: null, highlights: ['Wrote it'] };
const work = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    ...entry,
    name: `Firm ${n}`,
    position: 'Engineer',
    startDate: '2019',
    endDate: 'present',
  }));
const fonts = createPdfFonts();

test.each(['CLASSIC', 'MODERN', 'COMPACT'] as const)(
  '%s has all that was written, in the order of the sections',
  async (template) => {
    const resume = resumeWith({ sectionOrder: ['WORK', 'SUMMARY'] }, { summary: 'Я пишу программы', work: work(40) });
    const result = await writePdf(layOutPdf(resume, { template, locale: 'ru' }), fonts);
    const { text } = await readPdf(result.kind === 'rendered' ? result.bytes : new Uint8Array());
    for (let n = 0; n < 40; n += 1) expect(text).toContain(`Firm ${n}`);
    expect(text).toContain('2019 – настоящее время');
    expect(text.indexOf('Я пишу программы')).toBeGreaterThan(text.indexOf('Firm 39'));
  },
);

test('a resume of more than ten pages is refused', async () => {
  const long = resumeWith({}, { experienceText: 'word '.repeat(10_000), educationText: 'word '.repeat(10_000) });
  const result = await writePdf(layOutPdf(long, { template: 'CLASSIC', locale: 'en' }), fonts);
  expect(result).toEqual({ kind: 'too-many-pages', limit: 10 });
});
