import type { NotificationTypeDefinition } from '../../../../runtime/events/notification-rule.ts';
import { escapeMarkup } from '../../../../runtime/text/escape-markup.ts';
import { htmlDocument } from '../../../../runtime/text/html-document.ts';
import { nearestLocale } from '../../../../runtime/text/nearest-locale.ts';
import { TYPE_DEFINITIONS } from '../../notifying-events.ts';
import type { UnsubscribeOffer } from './unsubscribe.ts';

interface Wording {
  readonly locale: string;
  readonly title: string;
  readonly question: string;
  readonly button: string;
  readonly done: string;
}

const WORDINGS: readonly Wording[] = [
  {
    locale: 'en',
    title: 'E-mails',
    question: 'Do you want to stop receiving e-mails about this?',
    button: 'Unsubscribe',
    done: 'You will no longer receive e-mails about this. You can turn them on again in your preferences.',
  },
  {
    locale: 'de',
    title: 'E-Mails',
    question: 'Sollen E-Mails darüber aufhören?',
    button: 'Beenden',
    done: 'E-Mails darüber haben aufgehört. In deinen Einstellungen kannst du sie wieder einschalten.',
  },
  {
    locale: 'ru',
    title: 'Письма',
    question: 'Больше не присылать письма об этом?',
    button: 'Не присылать',
    done: 'Письма об этом больше не придут. Включить их снова можно в настройках.',
  },
];

/** The confirmation page: its button posts to the page's own address the same form as a mail client (RFC 8058). */
export const askingPage = (offer: UnsubscribeOffer): string =>
  page(offer, ({ question, button }) => [
    `<p>${escapeMarkup(question)}</p>`,
    '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">',
    `<button>${escapeMarkup(button)}</button></form>`,
  ]);

/** The page shown after the e-mails were turned off. */
export const endedPage = (offer: UnsubscribeOffer): string =>
  page(offer, ({ done }) => [`<p>${escapeMarkup(done)}</p>`]);

function page({ locale, types }: UnsubscribeOffer, contentOf: (wording: Wording) => readonly string[]): string {
  const wording = nearestLocale(WORDINGS, locale);
  if (wording === null) throw new Error('there are no words');
  const subjects = types.map((type) => {
    const { labels }: NotificationTypeDefinition = TYPE_DEFINITIONS[type];
    return `<li>${escapeMarkup(labels[wording.locale] ?? labels.en)}</li>`;
  });
  return htmlDocument(wording, [`<ul>${subjects.join('')}</ul>`, ...contentOf(wording)]);
}
