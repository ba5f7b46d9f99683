import type { z } from 'zod';
import type { MESSAGE_CONTENT } from './queue-message.ts';

/** Subject and body of a message. */
interface Wording {
  readonly subject: string;
  readonly text: string;
}

type Template = z.infer<typeof MESSAGE_CONTENT>['template'];

const notice = (subject: string, what: string) => (): Wording => ({
  subject,
  text: `${what} If this was not you, sign in, end all sessions, remove anything you did not add and change your password.`,
});

const WORDINGS: Readonly<Record<Template, (secret: string) => Wording>> = {
  VERIFY: (secret) => ({
    subject: 'Verify your address',
    text: `Your verification code: ${secret}\n\nIf you did not request it, you can ignore this message.`,
  }),
  RESET: (secret) => ({
    subject: 'Set a new password',
    text: `Your code to set a new password: ${secret}\n\nIt expires in 30 minutes and works once. If you did not request it, you can ignore this message: your password has not changed.`,
  }),
  ADDRESS_CHANGED: () => ({
    subject: 'Your address was changed',
    text: 'This address was replaced by another one in your account. If this was not you, sign in, end all sessions and change your password.',
  }),
  PASSWORD_RESET: () => ({
    subject: 'Your password was changed',
    text: 'The password of your account was changed and all sessions were ended. If this was not you, set a new password now.',
  }),
  PASSWORD_CHANGED: notice('Your password was changed', 'A new password was set for your account.'),
  EMAIL_CHANGED: notice('Your email was changed', 'The email address of your account was changed.'),
  PHONE_CHANGED: notice('Your phone number was changed', 'The phone number of your account was changed.'),
  TOTP_ENABLED: notice(
    'Two-factor authentication is on',
    'Signing in to your account now requires a code from your authenticator app.',
  ),
  TOTP_DISABLED: notice(
    'Two-factor authentication is off',
    'Signing in to your account no longer requires a code from your authenticator app.',
  ),
  PASSKEY_ADDED: notice('A passkey was added', 'A passkey was added to your account.'),
  PASSKEY_REMOVED: notice('A passkey was removed', 'A passkey was removed from your account.'),
  IDENTITY_LINKED: notice('A sign-in method was added', 'An account of another service was linked to yours.'),
  IDENTITY_UNLINKED: notice('A sign-in method was removed', 'An account of another service was unlinked from yours.'),
  DATA_EXPORT_REQUESTED: notice('A copy of your data was requested', 'A copy of all your data is being prepared.'),
  ACCOUNT_DELETED: () => ({
    subject: 'Your account was deleted',
    text: 'Your account and your data were deleted, as you requested. You can use this address for a new account.',
  }),
  DATA_EXPORT_READY: () => ({
    subject: 'Your data export is ready',
    text: 'The copy of your data is ready. Sign in to download it within 7 days; after that it is deleted. If you did not request it, sign in, end all sessions and change your password.',
  }),
};

/** Renders the text of a message from its template. */
export const composeMessage = (template: Template, secret: string): Wording => WORDINGS[template](secret);
