import { nearestLocale } from '../../../../runtime/text/nearest-locale.ts';
import type { OrderedSection } from '../../repository/resume-content.ts';
import { PRESENT } from './partial-date.ts';

/** The words of a language that stand in files beside what the person has written. */
export interface Headings {
  readonly locale: string;
  readonly sections: Readonly<Record<OrderedSection, string>>;
  /** For an end that has not come. */
  readonly present: string;
  /** January to December, as they stand before a year. */
  readonly months: readonly string[];
  readonly page: string;
}

const LANGUAGES: readonly Headings[] = [
  {
    locale: 'en',
    sections: {
      ...{ SUMMARY: 'Summary', EXPERIENCE: 'Experience', WORK: 'Work experience', PROJECT_ITEMS: 'Projects' },
      ...{ EDUCATION: 'Education', EDUCATION_ITEMS: 'Education', SKILLS: 'Skills', SKILL_ITEMS: 'Skills' },
      ...{ LANGUAGES: 'Languages', CERTIFICATES: 'Certificates', AWARDS: 'Awards', PUBLICATIONS: 'Publications' },
      ...{ VOLUNTEER: 'Volunteering', INTERESTS: 'Interests', REFERENCES: 'References' },
    },
    present: 'present',
    months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
    page: 'page {page} of {pages}',
  },
  {
    locale: 'ru',
    sections: {
      ...{ SUMMARY: 'О себе', EXPERIENCE: 'Опыт', WORK: 'Опыт работы', PROJECT_ITEMS: 'Проекты' },
      ...{ EDUCATION: 'Образование', EDUCATION_ITEMS: 'Образование', SKILLS: 'Навыки', SKILL_ITEMS: 'Навыки' },
      ...{ LANGUAGES: 'Языки', CERTIFICATES: 'Сертификаты', AWARDS: 'Награды', PUBLICATIONS: 'Публикации' },
      ...{ VOLUNTEER: 'Волонтёрская работа', INTERESTS: 'Интересы', REFERENCES: 'Рекомендации' },
    },
    present: 'настоящее время',
    months: ['янв.', 'февр.', 'март', 'апр.', 'май', 'июнь', 'июль', 'авг.', 'сент.', 'окт.', 'нояб.', 'дек.'],
    page: 'страница {page} из {pages}',
  },
];

/** The words of the closest language, English where there is none. */
export function headingsOf(locale: string): Headings {
  const found = nearestLocale(LANGUAGES, locale.toLowerCase());
  if (found === null) throw new Error('There are no headings.');
  return found;
}

/** A date as readers expect it: the month and the year; days are not shown. */
export function formatDate(date: string | null, { months, present }: Headings): string {
  if (date === null) return '';
  if (date === PRESENT) return present;
  const [year = '', month] = date.split('-');
  return month === undefined ? year : `${months[Number(month) - 1] ?? month} ${year}`;
}

/** A period, as far as it is known. */
export function formatPeriod(start: string | null, end: string | null, headings: Headings): string {
  const [from, to] = [formatDate(start, headings), formatDate(end, headings)];
  return from === to || to === '' ? from : from === '' ? to : `${from} – ${to}`;
}
