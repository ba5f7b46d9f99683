import { PASSWORD, type Person, personOf, post } from './client.ts';
import { queryOnce } from './engines.ts';
import type { RunningSystem } from './running-system.ts';

/** Signs a person in again, with a role that the database gives: there is no first administrator who could. */
export async function withRole(
  { url, ownerUrl }: Pick<RunningSystem, 'url' | 'ownerUrl'>,
  person: Person,
  role: string,
): Promise<Person> {
  await queryOnce(ownerUrl, 'UPDATE auth.account SET roles = ARRAY[$2] WHERE id = $1', [person.id, role]);
  const login = 'mutation ($input: LoginInput!) { login(input: $input) { session { accessToken refreshToken } } }';
  const input = { identifier: `${person.nickname}@example.com`, password: PASSWORD };
  const { body } = await post(url, login, { input });
  return personOf(url, { id: person.id, nickname: person.nickname, ...body.data.login.session });
}
