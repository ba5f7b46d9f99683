import { MUTED_COLOR, type PageFlow } from './page-flow.ts';

/** Writes the footer on every page. */
export function writeFooters({ pdf, left, width, use, fontSize }: PageFlow, footer: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    pdf.switchToPage(start + index);
    // Text below the margin would begin another page.
    const margin = pdf.page.margins.bottom;
    pdf.page.margins.bottom = 0;
    const text = footer.replace('{page}', String(index + 1)).replace('{pages}', String(count));
    use('regular', fontSize * 0.8, MUTED_COLOR).text(text, left, pdf.page.height - margin * 0.7, {
      width,
      align: 'center',
      lineBreak: false,
    });
    pdf.page.margins.bottom = margin;
  }
}
