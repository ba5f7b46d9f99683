import type { z } from 'zod';
import type { MESSAGE_CONTENT } from './queue-message.ts';

/** What a person reads. */
interface Wording {
  readonly subject: string;
  readonly text: string;
}

type Template = z.infer<typeof MESSAGE_CONTENT>['template'];

const notice = (subject: string, what: string) => (): Wording => ({
  subject,
  text: `${what} If that was not you, sign in, end all sessions, remove what you did not add, and change your password.`,
});

const WORDINGS: Readonly<Record<Template, (secret: string) => Wording>> = {
  VERIFY: (secret) => ({
    subject: 'Confirm your address',
    text: `Your confirmation code: ${secret}\n\nIf you did not ask for it, ignore this message.`,
  }),
  RESET: (secret) => ({
    subject: 'Set a new password',
    text: `Your code to set a new password: ${secret}\n\nIt works once, for 30 minutes. If you did not ask for it, ignore this message: your password stays as it is.`,
  }),
  ADDRESS_CHANGED: () => ({
    subject: 'Your address was changed',
    text: 'Another address replaces this one in your account. If that was not you, sign in, end all sessions and change your password.',
  }),
  PASSWORD_RESET: () => ({
    subject: 'Your password was changed',
    text: 'The password of your account was changed, and all sessions were ended. If that was not you, set a new one now.',
  }),
  PASSWORD_CHANGED: notice('Your password was changed', 'A new password was set in your account.'),
  EMAIL_CHANGED: notice('Your email was changed', 'Another email was set in your account.'),
  PHONE_CHANGED: notice('Your phone number was changed', 'Another phone number was set in your account.'),
  TOTP_ENABLED: notice('One-time passwords are on', 'Your account asks for one-time passwords from now on.'),
  TOTP_DISABLED: notice('One-time passwords are off', 'Your account asks for no one-time passwords any more.'),
  PASSKEY_ADDED: notice('A passkey was added', 'A passkey was added to your account.'),
  PASSKEY_REMOVED: notice('A passkey was removed', 'A passkey was removed from your account.'),
  IDENTITY_LINKED: notice('A way to sign in was added', 'An account of another service was linked to yours.'),
  IDENTITY_UNLINKED: notice('A way to sign in was removed', 'An account of another service was unlinked from yours.'),
  DATA_EXPORT_REQUESTED: notice('A copy of your data was requested', 'A copy of all your data is being put together.'),
  ACCOUNT_DELETED: () => ({
    subject: 'Your account was deleted',
    text: 'Your account was deleted, as you asked, and with it all that is yours. This address is free for a new account.',
  }),
  DATA_EXPORT_READY: () => ({
    subject: 'The copy of your data is ready',
    text: 'All that we keep about you is put together. Sign in to download it within 7 days; after that it is deleted. If you did not ask for it, sign in, end all sessions and change your password.',
  }),
};

/** The words of a message. */
export const composeMessage = (template: Template, secret: string): Wording => WORDINGS[template](secret);
