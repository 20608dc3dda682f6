import { AppError } from '../http/errors';

let common: Promise<ReadonlySet<string>> | undefined;

/** Loaded on first use: most of a service's life nobody chooses a password. */
async function commonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}

/**
 * Refuses a password that others try first (NIST SP 800-63B, 3.1.1.2): one of
 * the most common in breaches, by the list of zxcvbn; the e-mail address or the
 * part before its `@`; one character repeated, blanks among them.
 * @param field names the field of the request.
 * @throws AppError `weak-password`.
 */
export async function assertGoodPassword(
  password: string,
  email: string,
  field = 'password',
): Promise<void> {
  const plain = password.normalize('NFKC').trim().toLowerCase();
  const weak = (message: string) =>
    new AppError('invalid', 'weak-password', `This password ${message}`, {
      fields: [{ path: field, message }],
    });
  if (/^(.?)\1*$/su.test(plain)) throw weak('is one character repeated');
  if (plain === email || plain === email.split('@')[0])
    throw weak('is the e-mail address');
  common ??= commonPasswords();
  if ((await common).has(plain))
    throw weak('is among the most common ones of breached accounts');
}
