import { AppError } from '../http/errors';
import { passwordMatches } from './passwords';

/** The part of an account that signing in needs. */
export interface Account {
  id: string;
  email: string;
  /** The result of `hashPassword`. */
  passwordHash: string;
  /**
   * Raised with each new password: sessions of an earlier one have ended, but
   * for `keptSession`. Absent means 0.
   */
  sessionsVersion?: number;
  keptSession?: string | null;
}

/** An account whose password and address can be changed. */
export interface ChangeableAccount extends Account {
  version: number;
  name: string;
  /**
   * Raised with each new password or address: links of mails that were asked
   * for before are void.
   */
  credentialsVersion: number;
  sessionsVersion: number;
  keptSession: string | null;
  /** Hashes of the devices that have signed in, the latest last. */
  devices: string[];
}

/** An account as stores take it apart: its key, its version, its fields. */
export function partsOf<A extends ChangeableAccount>(account: A) {
  const { id, version, ...fields } = account;
  return { id, version, fields };
}

/** The fields of a document that make its account changeable. */
export const changeableFields = (
  document: Partial<Omit<ChangeableAccount, 'version'>>,
): Pick<
  ChangeableAccount,
  'credentialsVersion' | 'sessionsVersion' | 'keptSession' | 'devices'
> => ({
  credentialsVersion: document.credentialsVersion ?? 0,
  sessionsVersion: document.sessionsVersion ?? 0,
  keptSession: document.keptSession ?? null,
  devices: document.devices ?? [],
});

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
