import type { ProductView } from '@souk/contracts/marketplace/catalogue';
import { AppError } from '@souk/platform/http/errors';
import { digest } from '../identity/keys';

/** `"p3"`: version 3 of a product. */
export const productTag = (version: number): string => `"p${version}"`;

/** `"s7"`: version 7 of a product's stock. */
export const stockTag = (version: number): string => `"s${version}"`;

/**
 * `"p3.s7.…"`: the version of everything on a product page; its first part can
 * be the `If-Match` of a change.
 */
export function pageTag({
  version,
  stock,
  stockProblem,
  vendor,
}: ProductView): string {
  const level = stock
    ? String(stock.version)
    : stockProblem === 'stock-not-open-yet'
      ? 'none'
      : 'unknown';
  return `"p${version}.s${level}.${digest(vendor.name).toString('base64url').slice(0, 8)}"`;
}

/**
 * Whether `If-None-Match` names this tag. Koa's `fresh` is not used: it ignores
 * the header when the request has `cache-control: no-cache`, which Node's fetch
 * adds.
 */
export const unchanged = (
  ifNoneMatch: string | undefined,
  tag: string,
): boolean =>
  (ifNoneMatch ?? '')
    .split(',')
    .some((each) => ['*', tag].includes(each.trim().replace(/^W\//, '')));

/**
 * The version an `If-Match` header asks for, of a product (`p`) or its stock
 * (`s`); undefined when anything will do. A well-formed tag that is not ours
 * can match nothing: version 0.
 * @throws AppError `invalid-input` when it is not one entity tag.
 */
export function versionIn(
  ifMatch: string | undefined,
  part: 'p' | 's',
): number | undefined {
  if (!ifMatch || ifMatch === '*') return undefined;
  const tag = /^"([\x21\x23-\x7e]{0,200})"$/.exec(ifMatch)?.[1];
  if (tag === undefined) {
    const fields = [
      { path: 'if-match', message: 'must be one ETag as it was given' },
    ];
    throw new AppError(
      'invalid',
      'invalid-input',
      'The request does not match its schema',
      { fields },
    );
  }
  const version =
    tag.split('.').find((piece) => piece.startsWith(part)) ?? `${part}${tag}`;
  return /^\d{1,15}$/.test(version.slice(1)) ? Number(version.slice(1)) : 0;
}
