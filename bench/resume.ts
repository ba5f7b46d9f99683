import { createPdfFonts } from '../runtime/pdf/pdf-fonts.ts';
import { writePdf } from '../runtime/pdf/write-pdf.ts';
import { layOutPdf, type Template } from '../subgraphs/resume/operations/content/lay-out-pdf.ts';
import { newResume } from '../subgraphs/resume/operations/resumes/create-resume.ts';

/** CPU time of the largest PDF that may be, in milliseconds. */
const GOAL_MS = 1_000;
const RUNS = 5;

const WORDS = 'Отвечала за проектирование и развитие платёжной платформы: приём платежей, выплаты, сверка с банками.';
const PLAIN = { location: null, description: null, url: null } as const;

/** A resume in Cyrillic with so many positions. */
const resumeOf = (positions: number) =>
  newResume(
    {
      ...{ ownerId: 'usr_1', title: 'Инженер', locale: 'ru', photoFileId: null },
      content: {
        work: Array.from({ length: positions }, (_, index) => ({
          ...{ ...PLAIN, name: `ООО «Технологии ${index}»`, position: 'Старший разработчик' },
          ...{ startDate: `${2024 - index}-03`, endDate: `${2025 - index}`, summary: WORDS.repeat(3) },
          highlights: Array.from({ length: 5 }, (__, nth) => `${nth}. ${WORDS}`),
        })),
      },
    },
    new Date('2031-03-01T12:00:00.000Z'),
  );

/** How much CPU time a PDF of a resume takes, from one page to ten, and whether none exceeds a second. */
export async function benchResume(print: (line: string) => void): Promise<boolean> {
  const fonts = createPdfFonts();
  let isMet = true;
  for (const [positions, template] of [
    [1, 'CLASSIC'],
    [12, 'MODERN'],
    [29, 'CLASSIC'],
    [36, 'COMPACT'],
  ] satisfies [number, Template][]) {
    const document = layOutPdf(resumeOf(positions), { template, locale: 'ru' });
    const times: number[] = [];
    let pages = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const before = process.cpuUsage();
      const result = await writePdf(document, fonts);
      const { user, system } = process.cpuUsage(before);
      if (result.kind !== 'rendered') throw new Error(`The PDF was not rendered: ${result.kind}`);
      times.push((user + system) / 1_000);
      ({ pages } = result);
    }
    const worst = Math.max(...times);
    const median = times.toSorted((one, other) => one - other)[Math.floor(RUNS / 2)] ?? 0;
    print(`${pages} pages (${template}): ${median.toFixed(0)} ms of CPU, at most ${worst.toFixed(0)} ms`);
    isMet &&= worst <= GOAL_MS;
  }
  print(`goal: at most ${GOAL_MS} ms: ${isMet ? 'met' : 'missed'}`);
  return isMet;
}
