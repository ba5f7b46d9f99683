import { z } from 'zod';
import { ConfigurationError } from './configuration-error.ts';
import { url } from './setting-forms.ts';
import { variable } from './variables.ts';

/** Variables about access tokens, for who issues them and who checks them. */
export const TOKEN_VARIABLES = {
  TOKEN_ISSUER: variable(z.string().min(1).default('social-supergraph'), {
    about: '`iss` and `aud` of access tokens.',
    example: 'social-supergraph',
  }),
  TOKEN_AUDIENCE: variable(z.string().min(1).default('social-supergraph-clients'), {
    example: 'social-supergraph-clients',
  }),
};

/** Where clients reach the gateway. */
export const PUBLIC_URL_VARIABLE = {
  PUBLIC_URL: variable(url('https:', 'http:').optional(), {
    about:
      'Where clients reach the gateway, for links in e-mail. Without it e-mail in production has no link to unsubscribe.',
    example: 'https://api.example.com',
  }),
};

/** Variables about outgoing mail. */
export const MAIL_VARIABLES = {
  SMTP_URL: variable(url('smtp:', 'smtps:').optional(), {
    about:
      'The mail server, and the sender. Without them e-mail is written to the log in development, and what needs e-mail is refused in production.',
    example: 'smtps://user:password@smtp.example.com',
  }),
  MAIL_FROM: variable(z.string().min(3).optional(), { example: 'Social <no-reply@example.com>' }),
};

/** The bot by which people sign in and are reached. */
export const TELEGRAM_VARIABLES = {
  TELEGRAM_BOT_TOKEN: variable(
    z
      .string()
      .regex(/^[0-9]+:\S+$/, 'must be a bot token, such as 123456:ABC')
      .optional(),
    { about: 'The token of the Telegram bot: checks sign-ins from Telegram, and sends messages.' },
  ),
};

/**
 * Two variables that count only together; null when neither is set.
 *
 * @throws ConfigurationError naming the one that is missing.
 */
export function bothOf<Name extends string>(
  values: { readonly [K in Name]?: string | undefined },
  first: Name,
  second: Name,
): readonly [string, string] | null {
  const [one, other] = [values[first], values[second]];
  if (one !== undefined && other !== undefined) return [one, other];
  if (one === other) return null;
  const [missing, present] = one === undefined ? [first, second] : [second, first];
  throw new ConfigurationError(`${missing}: must be set, since ${present} is`);
}
