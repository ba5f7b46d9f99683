import { escapeMarkup } from '../../../runtime/text/escape-markup.ts';
import { htmlDocument } from '../../../runtime/text/html-document.ts';
import { nearestLocale } from '../../../runtime/text/nearest-locale.ts';
import type { LinkedAppeal } from './appeal-by-link.ts';
import { MAX_APPEAL_LENGTH } from './appeal-decision.ts';

type Message = Exclude<LinkedAppeal['state'], 'OPEN'>;

interface Wording extends Readonly<Record<Message, string>> {
  readonly locale: string;
  readonly title: string;
  readonly reason: string;
  readonly question: string;
  readonly button: string;
  readonly problem: string;
}

const WORDINGS: readonly Wording[] = [
  {
    locale: 'en',
    title: 'Appeal a suspension',
    reason: 'Reason of the suspension:',
    question: `Why should it be lifted? You can write to us once, up to ${MAX_APPEAL_LENGTH} characters.`,
    button: 'Send appeal',
    problem: `Write 1 to ${MAX_APPEAL_LENGTH} characters.`,
    SENT: 'We have received your appeal. Another moderator will decide it, and we will write to you.',
    APPEALED: 'You have appealed this decision before. We will write to you when your appeal is decided.',
    CLOSED: 'Your appeal against this decision is decided.',
    EXPIRED: 'This link has expired. A suspension can be appealed for six months.',
    GONE: 'There is no suspension to appeal.',
    INVALID: 'This link is not valid. Open it again from the e-mail about the suspension.',
  },
  {
    locale: 'de',
    title: 'Einspruch gegen eine Sperre',
    reason: 'Grund der Sperre:',
    question: `Warum soll die Sperre aufgehoben werden? Du kannst uns einmal schreiben, höchstens ${MAX_APPEAL_LENGTH} Zeichen.`,
    button: 'Einspruch senden',
    problem: `Schreibe 1 bis ${MAX_APPEAL_LENGTH} Zeichen.`,
    SENT: 'Dein Einspruch ist eingegangen. Jemand anderes aus der Moderation entscheidet darüber, und wir schreiben dir.',
    APPEALED: 'Du hast bereits Einspruch eingelegt. Wir schreiben dir, sobald darüber entschieden ist.',
    CLOSED: 'Über deinen Einspruch ist entschieden.',
    EXPIRED: 'Dieser Link ist abgelaufen. Einspruch ist sechs Monate lang möglich.',
    GONE: 'Es gibt keine Sperre, gegen die du Einspruch einlegen kannst.',
    INVALID: 'Dieser Link ist ungültig. Öffne ihn noch einmal aus der E-Mail über die Sperre.',
  },
  {
    locale: 'ru',
    title: 'Обжалование блокировки',
    reason: 'Причина блокировки:',
    question: `Почему её нужно снять? Написать можно один раз, до ${MAX_APPEAL_LENGTH} знаков.`,
    button: 'Отправить',
    problem: `Напишите от 1 до ${MAX_APPEAL_LENGTH} знаков.`,
    SENT: 'Мы получили вашу жалобу. Её рассмотрит другой модератор, и мы вам напишем.',
    APPEALED: 'Вы уже обжаловали это решение. Мы напишем, когда оно будет пересмотрено.',
    CLOSED: 'Ваша жалоба рассмотрена.',
    EXPIRED: 'Срок действия ссылки истёк. Обжаловать блокировку можно в течение шести месяцев.',
    GONE: 'Нет блокировки, которую можно обжаловать.',
    INVALID: 'Ссылка недействительна. Откройте её ещё раз из письма о блокировке.',
  },
];

/** The page that a link to appeal shows: a form that posts `text` to the page's own address, or one sentence. */
export function appealPage(appeal: LinkedAppeal): string {
  const wording = nearestLocale(WORDINGS, appeal.locale);
  if (wording === null) throw new Error('there are no words');
  if (appeal.state !== 'OPEN') return htmlDocument(wording, [paragraph(wording[appeal.state])]);
  return htmlDocument(wording, [
    paragraph(`${wording.reason} ${appeal.reason}`),
    ...(appeal.problem === null ? [] : [paragraph(wording.problem)]),
    `<form method="post"><p><label>${escapeMarkup(wording.question)}<br>`,
    // A browser leaves out one line break behind the tag.
    `<textarea name="text" rows="10" cols="60" required maxlength="${MAX_APPEAL_LENGTH}">\n${escapeMarkup(appeal.text)}</textarea></label></p>`,
    `<button>${escapeMarkup(wording.button)}</button></form>`,
  ]);
}

const paragraph = (text: string): string => `<p>${escapeMarkup(text)}</p>`;
