import { hash, verify } from '@node-rs/argon2';

/**
 * OWASP's parameters for argon2id; argon2id itself is what the library makes
 * unless told otherwise.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// The same password typed on another system may arrive composed otherwise.
const composed = (password: string) => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> =>
  hash(composed(password), COST);

let decoy: Promise<string> | undefined;

/**
 * Takes the same work when there is no hash to compare with, so that time does
 * not tell which e-mails are known.
 */
export async function passwordMatches(
  stored: string | undefined,
  password: string,
): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  const matches = await verify(stored ?? (await decoy), composed(password));
  return stored !== undefined && matches;
}
