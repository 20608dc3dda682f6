import { AppError } from '../http/errors';
import { passwordMatches } from './passwords';

/** The part of an account that signing in needs. */
export interface Account {
  id: string;
  email: string;
  /** The result of `hashPassword`. */
  passwordHash: string;
}

/** Looks up a service's accounts. */
export interface AccountStore<A extends Account = Account> {
  find(id: string): Promise<A | undefined>;
  findByEmail(email: string): Promise<A | undefined>;
}

export interface Credentials {
  email: string;
  password: string;
}

/**
 * Returns the account with this e-mail address and password.
 * @throws AppError `wrong-credentials`, the same for an unknown e-mail and a
 * wrong password, so callers cannot find out which e-mails have accounts.
 */
export async function authenticate<A extends Account>(
  accounts: AccountStore<A>,
  { email, password }: Credentials,
): Promise<A> {
  const account = await accounts.findByEmail(email);
  const matches = await passwordMatches(account?.passwordHash, password);
  if (!account || !matches)
    throw new AppError(
      'invalid',
      'wrong-credentials',
      'The e-mail address or the password is wrong',
    );
  return account;
}
