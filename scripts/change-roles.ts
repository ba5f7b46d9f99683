import { z } from 'zod';
import { OPERATOR } from '../runtime/executor/caller.ts';
import { type Executor, isStream } from '../runtime/executor/executor.ts';

const ROLES = ['NOTIFY', 'FINANCE', 'MODERATOR', 'ADMIN'] as const;

export const ROLES_USAGE = `usage: npm run roles -- grant <e-mail> <role>   a role for who has the address: ${ROLES.join(', ')}
       npm run roles -- revoke <e-mail> <role>  take it away, and end their sessions
       npm run roles -- list                    who has roles`;

/** A line of `npm run roles`, read. */
export type RolesCommand =
  | { readonly action: 'list' }
  | { readonly action: 'grant' | 'revoke'; readonly email: string; readonly role: (typeof ROLES)[number] };

const MAX_PAGE_SIZE = 100;

const SEARCH = `query Search($query: String, $role: Role, $first: Int!, $after: String) {
  searchUsers(query: $query, role: $role, first: $first, after: $after) {
    edges { node { id email emailVerified roles } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const grantOrRevoke = (name: 'grantRole' | 'revokeRole', input: string) =>
  `mutation Change($input: ${input}!) { payload: ${name}(input: $input) { errors { ... on UserError { message } } } }`;
const CHANGES = {
  grant: grantOrRevoke('grantRole', 'GrantRoleInput'),
  revoke: grantOrRevoke('revokeRole', 'RevokeRoleInput'),
};

const USER = z.object({
  id: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean().nullable(),
  roles: z.array(z.string()),
});
const FOUND = z.object({
  searchUsers: z.object({
    edges: z.array(z.object({ node: USER.nullable() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});
const CHANGED = z.object({ payload: z.object({ errors: z.array(z.object({ message: z.string() })) }) });

type User = z.output<typeof USER>;

/** Reads the words after `npm run roles --`; null when they are no command. Letter case does not matter. */
export function readRolesCommand([action, email, roleName, ...rest]: readonly string[]): RolesCommand | null {
  if (action === 'list') return email === undefined ? { action } : null;
  const role = ROLES.find((name) => name === roleName?.toUpperCase());
  if ((action !== 'grant' && action !== 'revoke') || email === undefined || role === undefined) return null;
  return rest.length === 0 ? { action, email: email.trim().toLowerCase(), role } : null;
}

/**
 * Carries out a command as the operator of the system, so that the first administrator needs no other. Returns the exit code.
 *
 * @throws when auth cannot execute it.
 */
export async function changeRoles(
  execute: Executor,
  command: RolesCommand,
  print: (line: string) => void,
): Promise<number> {
  if (command.action === 'list') {
    const holders = new Map<string, User>();
    for (const role of ROLES) for (const user of await search(execute, { role })) holders.set(user.id, user);
    for (const user of holders.values()) print(describe(user));
    if (holders.size === 0) print('Nobody has a role.');
    return 0;
  }
  const { action, email, role } = command;
  const user = (await search(execute, { query: email })).find((found) => found.email === email);
  if (user === undefined) {
    print(`Nobody has the address ${email}.`);
    return 1;
  }
  const { payload } = CHANGED.parse(await run(execute, CHANGES[action], { input: { userId: user.id, role } }));
  for (const { message } of payload.errors) print(message);
  if (payload.errors.length > 0) return 1;
  const [changed = user] = await search(execute, { query: user.id });
  print(describe(changed));
  if (changed.emailVerified === false) print(`warning: ${email} is not verified, so anybody may have registered it.`);
  return 0;
}

const describe = ({ id, email, roles }: User): string =>
  `${email ?? 'no e-mail'} ${id}: ${roles.join(', ') || 'no role'}`;

async function search(execute: Executor, filter: { query?: string; role?: string }): Promise<User[]> {
  const users: User[] = [];
  for (let after: string | null = null; ; ) {
    const { searchUsers }: z.output<typeof FOUND> = FOUND.parse(
      await run(execute, SEARCH, { ...filter, first: MAX_PAGE_SIZE, after }),
    );
    users.push(...searchUsers.edges.flatMap(({ node }) => node ?? []));
    after = searchUsers.pageInfo.endCursor;
    if (!searchUsers.pageInfo.hasNextPage) return users;
  }
}

async function run(execute: Executor, query: string, variables: Record<string, unknown>): Promise<unknown> {
  const result = await execute({ query, variables }, OPERATOR);
  if (isStream(result)) throw new Error('auth returned a stream');
  const [error] = result.errors ?? [];
  if (error !== undefined) throw new Error(`auth: ${error.message}`);
  return result.data;
}
