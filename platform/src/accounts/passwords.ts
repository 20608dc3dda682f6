import { hash, verify } from '@node-rs/argon2';

// OWASP's parameters for argon2id (Password Storage Cheat Sheet), the library's
// default algorithm. Memory is in KiB.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Systems differ in how they compose characters (é may be one code point or
// two).
const normalized = (password: string) => password.normalize('NFKC');

/** An argon2id hash in PHC format with a new salt. */
export const hashPassword = (password: string): Promise<string> =>
  hash(normalized(password), COST);

let decoy: Promise<string> | undefined;

/**
 * Verifies a password against its hash. Without a hash it returns false after
 * the same work, so the response time does not reveal which e-mails are known.
 */
export async function passwordMatches(
  stored: string | undefined,
  password: string,
): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  const matches = await verify(stored ?? (await decoy), normalized(password));
  return stored !== undefined && matches;
}
