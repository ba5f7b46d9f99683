import type { AuthContext } from '../context.ts';
import type { AuthRepository } from '../repository/index.ts';

/** Where a password comes from, as attempts are counted. */
export type PasswordSource = Parameters<AuthContext['attempts']['password']>[1];

/** The viewer's session is a known device: nobody else can use up the attempts it has. */
export const sessionSource = ({ caller, origin }: Pick<AuthContext, 'caller' | 'origin'>): PasswordSource => ({
  ip: origin.ip,
  knownDevice: caller.sessionId === null ? null : `session ${caller.sessionId}`,
});

/** Where somebody signs in from. Asked for nobody too, so that an unknown account takes as long as a known one. */
export async function signInSource(
  { repository, origin }: Pick<AuthContext, 'origin'> & { readonly repository: Pick<AuthRepository, 'knownDevice'> },
  userId: string | null,
): Promise<PasswordSource> {
  return { ip: origin.ip, knownDevice: await repository.knownDevice(userId ?? '', origin) };
}
