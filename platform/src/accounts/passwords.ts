import { hash, verify } from '@node-rs/argon2';

// OWASP's parameters for argon2id (Password Storage Cheat Sheet), which is the
// library's default algorithm; memory is in KiB.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// The same password typed on another system may arrive composed otherwise.
const composed = (password: string) => password.normalize('NFKC');

/** An argon2id hash in PHC format, with a salt of its own each time. */
export const hashPassword = (password: string): Promise<string> =>
  hash(composed(password), COST);

let decoy: Promise<string> | undefined;

/**
 * Whether the password is the one that was hashed. Without a hash it answers
 * false after the same work, so that the time taken does not reveal which
 * e-mails are known.
 */
export async function passwordMatches(
  stored: string | undefined,
  password: string,
): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  const matches = await verify(stored ?? (await decoy), composed(password));
  return stored !== undefined && matches;
}
